// What statements share: their bodies, the scopes of these, and assignment.

import { compileExpression, type ExpressionContext } from './compile-expression.js';
import { TemplateFailure, valueError } from './failure.js';
import { goOn, type Execute, type Frame } from './frame.js';
import { listOf } from './iteration.js';
import { namesSetIn, Scope } from './scope.js';
import type { Body, Statement, Target } from './syntax/nodes.js';
import { Namespace } from './objects.js';
import type { Value } from './values.js';

export interface Context {
  /** How each statement is compiled. */
  readonly compile: (statement: Statement, context: Context) => Execute;
  readonly scope: Scope;
  /** Where blocks, which see nothing of the bodies around them, begin anew. */
  readonly root: Scope;
  readonly soft: boolean;
  /** Whether `break` and `continue` have a loop. */
  readonly inLoop: boolean;
}

/** The statements of `body` in the scope of `context`. */
export function compileBody(body: Body, context: Context): Execute {
  const compiled = body.map((statement) => context.compile(statement, context));
  const [only] = compiled;
  if (compiled.length === 1 && only !== undefined) return only;
  return (frame) => {
    for (let index = 0; index < compiled.length; ++index) {
      const ending = (compiled[index] as Execute)(frame);
      if (ending !== goOn) return ending;
    }
    return goOn;
  };
}

/** `body` in a scope of its own within the frame; `prepare` fills its first names. */
export function compileInner(
  body: Body,
  context: Context,
  names: Iterable<string> = [],
): { readonly scope: Scope; readonly run: Execute } {
  const scope = new Scope(context.scope.layout, context.scope, [...names, ...namesSetIn(body)]);
  const run = compileBody(body, { ...context, scope, soft: false });
  const { slots } = scope;
  return { scope, run: slots.length === 0 ? run : (frame) => (emptySlots(frame, slots), run(frame)) };
}

export function emptySlots(frame: Frame, slots: readonly number[]): void {
  for (let index = 0; index < slots.length; ++index) frame.slots[slots[index] ?? 0] = undefined;
}

export function expressionContext(context: Context): ExpressionContext {
  return { scope: context.scope, soft: context.soft };
}

type Assign = (frame: Frame, value: Value) => void;

export function compileTarget(target: Target, scope: Scope): Assign {
  if (target.kind === 'name') {
    const slot = scope.slotOf(target.name);
    return (frame, value) => {
      frame.slots[slot] = value;
    };
  }
  if (target.kind === 'member') return compileMember(target, scope);
  const assigns = target.items.map((each) => compileTarget(each, scope));
  return (frame, value) => {
    const items = listOf(value, frame.state.budget);
    if (items.length > assigns.length) throw valueError(`too many values to unpack (expected ${assigns.length})`);
    if (items.length < assigns.length) {
      throw valueError(`not enough values to unpack (expected ${assigns.length}, got ${items.length})`);
    }
    for (const [index, assign] of assigns.entries()) assign(frame, items[index] ?? null);
  };
}

function compileMember(target: Extract<Target, { kind: 'member' }>, scope: Scope): Assign {
  const find = compileExpression({ kind: 'name', name: target.namespace }, { scope, soft: true });
  return (frame, value) => {
    const namespace = find(frame);
    if (!(namespace instanceof Namespace)) {
      throw new TemplateFailure('TemplateRuntimeError', 'cannot assign attribute on non-namespace object');
    }
    namespace.attributes.set(target.name, value);
  };
}
