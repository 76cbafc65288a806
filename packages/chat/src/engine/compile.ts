// Statements as closures, and a whole template as one.

import {
  compileBody,
  compileInner,
  compileTarget,
  emptySlots,
  expressionContext,
  type Context,
} from './compile-body.js';
import { compileExpression } from './compile-expression.js';
import { compileFor } from './compile-loop.js';
import { compileCallBlock, compileMacro } from './compile-macro.js';
import { compileWrite } from './compile-write.js';
import { TemplateFailure, typeError } from './failure.js';
import { toText } from './formatting/text-of-value.js';
import { Frame, goOn, leaveLoop, nextItem, type Evaluate, type Execute } from './frame.js';
import { addTargets, FrameLayout, namesSetIn, Scope } from './scope.js';
import type { RenderState } from './state.js';
import type { Body, Statement } from './syntax/nodes.js';
import { mapOrigins } from './text.js';
import { isTrue } from './values.js';

/** Runs a template: writes into the state. */
export function compileTemplate(body: Body): (state: RenderState) => void {
  const layout = new FrameLayout(undefined);
  const scope = new Scope(layout, undefined, namesSetIn(body));
  const run = compileBody(body, { compile: compileStatement, scope, root: scope, soft: false, inLoop: false });
  return (state) => {
    run(new Frame(layout.size, undefined, state));
  };
}

function compileStatement(statement: Statement, context: Context): Execute {
  const compile = statements[statement.kind] as (statement: Statement, context: Context) => Execute;
  return compile(statement, context);
}

type Kind = Statement['kind'];
type Node<K extends Kind> = Extract<Statement, { readonly kind: K }>;

const statements: { readonly [K in Kind]: (statement: Node<K>, context: Context) => Execute } = {
  text: ({ text }) => compileText(text),
  output: compileOutput,
  set: compileSet,
  'set-block': compileSetBlock,
  for: compileFor,
  if: compileIf,
  with: compileWith,
  macro: compileMacro,
  'call-block': compileCallBlock,
  'filter-block': compileFilterBlock,
  generation: compileGeneration,
  block: compileBlock,
  break: compileJump,
  continue: compileJump,
  refused: compileRefusal,
};

function compileText(text: string): Execute {
  return (frame) => {
    frame.state.write(text);
    return goOn;
  };
}

function compileOutput({ value, line }: Node<'output'>, context: Context): Execute {
  const write = compileWrite(value, expressionContext(context));
  return (frame) => {
    frame.state.line = line;
    write(frame);
    return goOn;
  };
}

function compileSet({ target, value, line }: Node<'set'>, context: Context): Execute {
  const evaluate = compileExpression(value, expressionContext(context));
  const assign = compileTarget(target, context.scope);
  return (frame) => {
    frame.state.line = line;
    assign(frame, evaluate(frame));
    return goOn;
  };
}

function compileSetBlock(node: Node<'set-block'>, context: Context): Execute {
  const inner = compileInner(node.body, { ...context, inLoop: false });
  const assign = compileTarget(node.target, context.scope);
  const captured: Evaluate = (frame) => frame.state.capture(() => inner.run(frame));
  const evaluate =
    node.filter === undefined
      ? captured
      : compileExpression(node.filter, { ...expressionContext(context), operand: captured });
  return (frame) => {
    frame.state.line = node.line;
    assign(frame, evaluate(frame));
    return goOn;
  };
}

function compileIf({ branches, otherwise }: Node<'if'>, context: Context): Execute {
  const soft = { ...context, soft: true };
  const tests = branches.map(({ test }) => compileExpression(test, expressionContext(soft)));
  const bodies = branches.map(({ body }) => compileBody(body, soft));
  const last = compileBody(otherwise, soft);
  return (frame) => {
    for (let index = 0; index < tests.length; ++index) {
      if (isTrue((tests[index] as Evaluate)(frame))) return (bodies[index] as Execute)(frame);
    }
    return last(frame);
  };
}

function compileWith({ bindings, body, line }: Node<'with'>, context: Context): Execute {
  const names = new Set<string>();
  for (const [target] of bindings) addTargets(target, names);
  const values = bindings.map(([, value]) => compileExpression(value, expressionContext(context)));
  const scope = new Scope(context.scope.layout, context.scope, [...names, ...namesSetIn(body)]);
  const assigns = bindings.map(([target]) => compileTarget(target, scope));
  const run = compileBody(body, { ...context, scope, soft: false });
  const { slots } = scope;
  return (frame) => {
    frame.state.line = line;
    const evaluated = values.map((evaluate) => evaluate(frame));
    emptySlots(frame, slots);
    for (const [index, assign] of assigns.entries()) assign(frame, evaluated[index] ?? null);
    return run(frame);
  };
}

function compileFilterBlock({ filter, body, line }: Node<'filter-block'>, context: Context): Execute {
  const inner = compileInner(body, { ...context, inLoop: false });
  const operand: Evaluate = (frame) => frame.state.capture(() => inner.run(frame));
  const evaluate = compileExpression(filter, { ...expressionContext(context), operand });
  return (frame) => {
    frame.state.line = line;
    frame.state.write(toText(evaluate(frame)));
    return goOn;
  };
}

/** What transformers trains on: a call block, hence a scope of its own. */
function compileGeneration({ body }: Node<'generation'>, context: Context): Execute {
  const inner = compileInner(body, { ...context, inLoop: false });
  return (frame) => {
    const text = frame.state.capture(() => inner.run(frame));
    frame.state.write(mapOrigins(text, ({ inGeneration }) => inGeneration));
    return goOn;
  };
}

function compileBlock({ body }: Node<'block'>, context: Context): Execute {
  const scope = new Scope(context.root.layout, context.root, namesSetIn(body));
  const run = compileBody(body, { ...context, scope, soft: false, inLoop: false });
  if (context.scope.layout !== context.root.layout) throw typeError('a block within a macro');
  const { slots } = scope;
  return (frame) => {
    emptySlots(frame, slots);
    return run(frame);
  };
}

function compileRefusal({ tag, line }: Node<'refused'>): Execute {
  return (frame) => {
    frame.state.line = line;
    throw new TemplateFailure('NotImplementedError', `{% ${tag} %} needs other templates, and there are none`);
  };
}

function compileJump(
  { kind, line }: Extract<Statement, { readonly kind: 'break' | 'continue' }>,
  context: Context,
): Execute {
  if (!context.inLoop) throw new TemplateFailure('SyntaxError', `'${kind}' outside loop`, line);
  const ending = kind === 'break' ? leaveLoop : nextItem;
  return () => ending;
}
