// Macros, and the callers of call blocks, which are macros without a name.

import { compileBody, expressionContext, type Context } from './compile-body.js';
import { callValue, compileArguments, compileExpression } from './compile-expression.js';
import { typeError } from './failure.js';
import { toText } from './formatting/text-of-value.js';
import { Frame, goOn, type Evaluate, type Execute } from './frame.js';
import { FrameLayout, mentions, namesSetIn, Scope } from './scope.js';
import type { Body, CallBlock, Macro, Parameter } from './syntax/nodes.js';
import { Opaque, Undefined, type Keywords } from './objects.js';
import { Dict, List, Tuple, valueOr, type Value } from './values.js';

export function compileMacro(node: Macro, context: Context): Execute {
  const make = compileSignature(node.name, node.parameters, node.body, context);
  const slot = context.scope.slotOf(node.name);
  return (frame) => {
    frame.slots[slot] = make(frame);
    return goOn;
  };
}

export function compileCallBlock(node: CallBlock, context: Context): Execute {
  const make = compileSignature(undefined, node.parameters, node.body, context);
  const callee = compileExpression(node.call.callee, expressionContext(context));
  const read = compileArguments(node.call.arguments, expressionContext(context));
  return (frame) => {
    frame.state.line = node.line;
    const called = callee(frame);
    const { positional, keywords } = read(frame);
    const withCaller = new Map(keywords).set('caller', make(frame));
    frame.state.write(toText(callValue(called, positional, withCaller, frame)));
    return goOn;
  };
}

/** What a macro may take beside its parameters, if its body names it. */
interface Extras {
  readonly caller: boolean;
  readonly kwargs: boolean;
  readonly varargs: boolean;
}

interface Signature {
  readonly name: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly extras: Extras;
  /** Where the frame of a call keeps what it was given. */
  readonly slotOf: (name: string) => number;
  readonly slots: readonly number[];
}

function compileSignature(
  name: string | undefined,
  parameters: readonly Parameter[],
  body: Body,
  context: Context,
): (frame: Frame) => MacroValue {
  const names = parameters.map((parameter) => parameter.name);
  const extras: Extras = {
    caller: !names.includes('caller') && mentions(body, 'caller'),
    kwargs: !names.includes('kwargs') && mentions(body, 'kwargs'),
    varargs: !names.includes('varargs') && mentions(body, 'varargs'),
  };
  const layout = new FrameLayout(context.scope);
  const scope = new Scope(layout, undefined, [...names, ...extraNames(extras), ...namesSetIn(body)]);
  const inner: Context = { ...context, scope, root: scope, soft: false, inLoop: false };
  const initials = parameters.map(({ initial }) =>
    initial === undefined ? undefined : compileExpression(initial, expressionContext(inner)),
  );
  const run = compileBody(body, inner);
  const slotOf = (each: string): number => scope.slotOf(each);
  const slots = names.map(slotOf);
  const signature = { name, parameters, extras, slotOf, slots };
  const fill = fillParameters(names, initials, slots);
  return (outer) =>
    new MacroValue(signature, (positional, keywords) => {
      const frame = new Frame(layout.size, outer, outer.state);
      bindMacro(signature, positional, keywords, frame);
      fill(frame);
      return callBody(run, frame);
    });
}

function callBody(run: Execute, frame: Frame): Value {
  const { state } = frame;
  state.budget.spend(stepsOfCall);
  state.budget.enter();
  const text = state.capture(() => run(frame));
  state.budget.leave();
  return text;
}

function extraNames({ caller, kwargs, varargs }: Extras): string[] {
  return [...(caller ? ['caller'] : []), ...(kwargs ? ['kwargs'] : []), ...(varargs ? ['varargs'] : [])];
}

/** Gives parameters without an argument their defaults, which may name the parameters before them. */
function fillParameters(
  names: readonly string[],
  initials: readonly (Evaluate | undefined)[],
  slots: readonly number[],
): (frame: Frame) => void {
  return (frame) => {
    for (let index = 0; index < slots.length; ++index) {
      const slot = slots[index] ?? 0;
      if (frame.slots[slot] !== undefined) continue;
      const initial = initials[index];
      frame.slots[slot] =
        initial === undefined ? new Undefined(`parameter '${names[index] ?? ''}' was not provided`) : initial(frame);
    }
  };
}

/** A call makes a frame and catches output: it takes as long as this many trips round a loop. */
const stepsOfCall = 32;

class MacroValue extends Opaque {
  readonly typeName = 'Macro';
  readonly #signature: Signature;
  readonly #run: Opaque['call'];

  constructor(signature: Signature, run: Opaque['call']) {
    super();
    this.#signature = signature;
    this.#run = run;
  }

  override call(positional: readonly Value[], keywords: Keywords): Value {
    return this.#run(positional, keywords);
  }

  override attribute(name: string): Value | undefined {
    const { parameters, extras } = this.#signature;
    if (name === 'name') return this.#signature.name ?? null;
    if (name === 'arguments') return new List(parameters.map((parameter) => parameter.name));
    if (name === 'catch_kwargs') return extras.kwargs;
    if (name === 'catch_varargs') return extras.varargs;
    return name === 'caller' ? extras.caller : undefined;
  }

  override describe(): string {
    return `<Macro ${this.#signature.name === undefined ? 'anonymous' : `'${this.#signature.name}'`}>`;
  }
}

/** Puts the arguments of a call into its frame. */
function bindMacro(signature: Signature, positional: readonly Value[], keywords: Keywords, frame: Frame): void {
  const { name, parameters, extras, slots } = signature;
  const count = Math.min(positional.length, parameters.length);
  for (let index = 0; index < count; ++index) frame.slots[slots[index] ?? 0] = positional[index];
  if (extras.varargs) frame.slots[signature.slotOf('varargs')] = new Tuple(positional.slice(parameters.length));
  if (keywords.size > 0 || extras.caller || extras.kwargs) bindKeywords(signature, count, keywords, frame);
  if (!extras.varargs && positional.length > parameters.length) {
    throw typeError(`macro '${name ?? ''}' takes not more than ${parameters.length} argument(s)`);
  }
}

/** `count`: how many parameters have an argument already. */
function bindKeywords(signature: Signature, count: number, keywords: Keywords, frame: Frame): void {
  const { name, parameters, extras, slots, slotOf } = signature;
  const left = new Map(keywords);
  for (let index = count; index < parameters.length; ++index) {
    const parameter = parameters[index]?.name ?? '';
    frame.slots[slots[index] ?? 0] = left.get(parameter);
    left.delete(parameter);
  }
  if (extras.caller) {
    frame.slots[slotOf('caller')] = valueOr(left.get('caller'), new Undefined('No caller defined'));
    left.delete('caller');
  }
  if (extras.kwargs) frame.slots[slotOf('kwargs')] = Dict.of(left);
  else if (left.size > 0) throw refuseKeyword(name, left);
}

function refuseKeyword(name: string | undefined, left: Keywords): Error {
  if (left.has('caller')) {
    return typeError(
      `macro '${name ?? ''}' was invoked with two values for the special caller argument. This is most likely a bug.`,
    );
  }
  const [first = ''] = left.keys();
  return typeError(`macro '${name ?? ''}' takes no keyword argument '${first}'`);
}
