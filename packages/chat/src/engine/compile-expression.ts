// Expressions as closures over their parts: what can be decided about a template is decided once.

import { item, sliceOf, type SliceBounds } from './attributes.js';
import { TemplateFailure, typeError } from './failure.js';
import { filters, findFilter, runFilter } from './filters/index.js';
import { printed } from './formatting/text-of-value.js';
import type { Evaluate, Frame } from './frame.js';
import { globals } from './globals.js';
import { iterate } from './iteration.js';
import { negate, numericOf } from './numbers.js';
import { binary, compare } from './operators.js';
import type { Place, Scope } from './scope.js';
import { attributeByName, containsText, equalsEither, equalsText, itemByName } from './shortcuts.js';
import type { Bound } from './signature.js';
import type { RenderState } from './state.js';
import type { Arguments, ComparisonOperator, Constant, Expression } from './syntax/nodes.js';
import { findTest, tests } from './tests.js';
import { concatAll } from './text.js';
import { textOf } from './traced.js';
import { Callable, noKeywords, Opaque, Undefined, type Keywords } from './objects.js';
import { Dict, Float, integer, isText, isTrue, List, Tuple, typeName, valueOr, type Value } from './values.js';

export interface ExpressionContext {
  readonly scope: Scope;
  /** Within `if`, where unknown filters and tests are refused only when they run. */
  readonly soft: boolean;
  /** What stands for the operand of a block's filter. */
  readonly operand?: Evaluate;
}

export function compileExpression(node: Expression, context: ExpressionContext): Evaluate {
  const compile = expressions[node.kind] as (node: Expression, context: ExpressionContext) => Evaluate;
  return compile(node, context);
}

function compileConstant(constant: Constant): Evaluate {
  const value: Value =
    typeof constant !== 'object' || constant === null
      ? constant
      : 'integer' in constant
        ? integer(constant.integer)
        : new Float(constant.float);
  return () => value;
}

function compileName(name: string, scope: Scope): Evaluate {
  const places = scope.resolve(name);
  const [first] = places;
  const nothing = new Undefined(`'${name}' is undefined`);
  const outer = (frame: Frame): Value => lookUp(name, frame.state, nothing);
  if (first === undefined) return outer;
  if (places.length === 1 && first.hops === 0) {
    const { slot } = first;
    return (frame) => {
      const value = frame.slots[slot];
      return value === undefined ? outer(frame) : value;
    };
  }
  return (frame) => {
    const value = findPlace(frame, places);
    return value === undefined ? outer(frame) : value;
  };
}

function lookUp(name: string, state: RenderState, nothing: Undefined): Value {
  const variable = state.variables.get(name);
  return variable === undefined ? valueOr(globals(state, name), nothing) : variable;
}

function findPlace(frame: Frame, places: readonly Place[]): Value | undefined {
  for (const { hops, slot } of places) {
    let at: Frame | undefined = frame;
    for (let hop = 0; hop < hops; ++hop) at = at?.parent;
    const value = at?.slots[slot];
    if (value !== undefined) return value;
  }
  return undefined;
}

function compileItems(
  items: readonly Expression[],
  context: ExpressionContext,
  make: (items: Value[]) => Value,
): Evaluate {
  const compiled = items.map((each) => compileExpression(each, context));
  return (frame) => make(compiled.map((evaluate) => evaluate(frame)));
}

function compileJoin(items: readonly Expression[], context: ExpressionContext): Evaluate {
  const compiled = items.map((each) => compileExpression(each, context));
  return (frame) => {
    frame.state.budget.step();
    return concatAll(compiled.map((evaluate) => printed(evaluate(frame), frame.state.budget)));
  };
}

function compileDict(pairs: readonly (readonly [Expression, Expression])[], context: ExpressionContext): Evaluate {
  const compiled = pairs.map(
    ([key, value]) => [compileExpression(key, context), compileExpression(value, context)] as const,
  );
  return (frame) => Dict.of(compiled.map(([key, value]) => [key(frame), value(frame)] as const));
}

type Kind = Expression['kind'];
type Node<K extends Kind> = K extends 'tuple' | 'list' | 'join' ? Sequence : Extract<Expression, { readonly kind: K }>;
type Sequence = Extract<Expression, { readonly kind: 'tuple' | 'list' | 'join' }>;

const expressions: { readonly [K in Kind]: (node: Node<K>, context: ExpressionContext) => Evaluate } = {
  constant: ({ value }) => compileConstant(value),
  name: ({ name }, { scope }) => compileName(name, scope),
  tuple: ({ items }, context) => compileItems(items, context, (values) => new Tuple(values)),
  list: ({ items }, context) => compileItems(items, context, (values) => new List(values)),
  join: ({ items }, context) => compileJoin(items, context),
  dict: ({ pairs }, context) => compileDict(pairs, context),
  unary: compileUnary,
  binary: compileBinary,
  logical: compileLogical,
  comparison: compileComparison,
  condition: compileCondition,
  attribute: compileAttribute,
  item: compileItem,
  slice: () => {
    throw new TemplateFailure('TypeError', 'a slice within a tuple');
  },
  call: compileCall,
  filter: compileFilter,
  test: compileTest,
};

function compileUnary({ operator, operand }: Node<'unary'>, context: ExpressionContext): Evaluate {
  const evaluate = compileExpression(operand, context);
  if (operator === 'not') return (frame) => !isTrue(evaluate(frame));
  if (operator === '-') return (frame) => negate(evaluate(frame));
  return (frame) => {
    const value = evaluate(frame);
    if (value instanceof Undefined) value.fail();
    const number = numericOf(value);
    if (number === undefined) throw typeError(`bad operand type for unary +: '${typeName(value)}'`);
    return number;
  };
}

function compileBinary(node: Node<'binary'>, context: ExpressionContext): Evaluate {
  const { operator } = node;
  const left = compileExpression(node.left, context);
  const right = compileExpression(node.right, context);
  return (frame) => binary(operator, left(frame), right(frame), frame.state.budget);
}

function compileLogical(node: Node<'logical'>, context: ExpressionContext): Evaluate {
  const left = compileExpression(node.left, context);
  const right = compileExpression(node.right, context);
  const decisive = node.operator === 'or';
  return (frame) => {
    const value = left(frame);
    return isTrue(value) === decisive ? value : right(frame);
  };
}

function compileComparison({ first, rest }: Node<'comparison'>, context: ExpressionContext): Evaluate {
  const head = compileExpression(first, context);
  const compiled = rest.map(([operator, operand]) => [operator, compileExpression(operand, context)] as const);
  const [only] = compiled;
  if (compiled.length === 1 && only !== undefined) {
    const [operator, operand] = only;
    const shortcut = compareText(operator, head, first, operand, rest[0]?.[1] ?? first);
    if (shortcut === undefined && (operator === '==' || operator === '!='))
      return equalsEither(head, operand, operator === '==');
    return shortcut ?? ((frame) => compare(operator, head(frame), operand(frame), frame.state.budget));
  }
  return (frame) => {
    let left = head(frame);
    for (const [operator, operand] of compiled) {
      const right = operand(frame);
      if (!compare(operator, left, right, frame.state.budget)) return false;
      left = right;
    }
    return true;
  };
}

/** A comparison with a string that stands in the template; undefined for another one. */
function compareText(
  operator: ComparisonOperator,
  left: Evaluate,
  leftNode: Expression,
  right: Evaluate,
  rightNode: Expression,
): Evaluate | undefined {
  const text = constantText(operator === 'in' || operator === 'not in' ? leftNode : rightNode);
  if (text === undefined) return undefined;
  if (operator === '==' || operator === '!=') return equalsText(left, text, operator === '==');
  return operator === 'in' || operator === 'not in' ? containsText(text, right, operator === 'in') : undefined;
}

function constantText(node: Expression): string | undefined {
  return node.kind === 'constant' && typeof node.value === 'string' ? node.value : undefined;
}

function compileCondition(node: Node<'condition'>, context: ExpressionContext): Evaluate {
  const soft = { ...context, soft: true };
  const test = compileExpression(node.test, soft);
  const then = compileExpression(node.positive, soft);
  const otherwise = node.otherwise === undefined ? undefined : compileExpression(node.otherwise, soft);
  const nothing = new Undefined('the inline if-expression evaluated to false and no else section was defined.');
  const last = otherwise ?? (() => nothing);
  return (frame) => (isTrue(test(frame)) ? then(frame) : last(frame));
}

function compileAttribute(node: Node<'attribute'>, context: ExpressionContext): Evaluate {
  return attributeByName(compileExpression(node.object, context), node.name);
}

function compileItem(node: Node<'item'>, context: ExpressionContext): Evaluate {
  const object = compileExpression(node.object, context);
  if (node.index.kind === 'slice') {
    const bounds = compileBounds(node.index, context);
    return (frame) => sliceOf(object(frame), bounds(frame), frame.state.budget);
  }
  const name = constantText(node.index);
  if (name !== undefined) return itemByName(object, name);
  const index = compileExpression(node.index, context);
  return (frame) => item(object(frame), index(frame), frame.state.budget);
}

function compileBounds({ bounds }: Node<'slice'>, context: ExpressionContext): (frame: Frame) => SliceBounds {
  const none: Evaluate = () => null;
  const [begin = none, end = none, step = none] = bounds.map((bound) =>
    bound === undefined ? none : compileExpression(bound, context),
  );
  return (frame) => ({ begin: begin(frame), end: end(frame), step: step(frame) });
}

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: Keywords;
}

export function compileArguments(node: Arguments, context: ExpressionContext): (frame: Frame) => CallArguments {
  const positional = node.positional.map((each) => compileExpression(each, context));
  const keywords = node.keywords.map(([name, each]) => [name, compileExpression(each, context)] as const);
  const rest = node.rest === undefined ? undefined : compileExpression(node.rest, context);
  const restKeywords = node.restKeywords === undefined ? undefined : compileExpression(node.restKeywords, context);
  if (keywords.length === 0 && rest === undefined && restKeywords === undefined) {
    return (frame) => ({ positional: positional.map((evaluate) => evaluate(frame)), keywords: noKeywords });
  }
  return (frame) => ({
    positional: [
      ...positional.map((evaluate) => evaluate(frame)),
      ...(rest === undefined ? [] : iterate(rest(frame), frame.state.budget)),
    ],
    keywords: new Map([
      ...keywords.map(([name, evaluate]) => [name, evaluate(frame)] as const),
      ...(restKeywords === undefined ? [] : keywordsOf(restKeywords(frame))),
    ]),
  });
}

function keywordsOf(value: Value): [string, Value][] {
  if (!(value instanceof Dict)) throw typeError(`argument after ** must be a mapping, not ${typeName(value)}`);
  return value.members().map(([key, each]) => {
    if (!isText(key)) throw typeError('keywords must be strings');
    return [textOf(key), each];
  });
}

function compileCall(node: Node<'call'>, context: ExpressionContext): Evaluate {
  const callee = compileExpression(node.callee, context);
  const read = compileArguments(node.arguments, context);
  return (frame) => {
    const called = callee(frame);
    const { positional, keywords } = read(frame);
    return callValue(called, positional, keywords, frame);
  };
}

export function callValue(called: Value, positional: readonly Value[], keywords: Keywords, frame: Frame): Value {
  frame.state.budget.step();
  if (called instanceof Callable || called instanceof Opaque) return called.call(positional, keywords);
  if (called instanceof Undefined) called.fail();
  throw typeError(`'${typeName(called)}' object is not callable`);
}

function compileFilter(node: Node<'filter'>, context: ExpressionContext): Evaluate {
  const { name, line } = node;
  if (!context.soft) refuseUnknown(filters.has(name), 'filter', name, line);
  const operand = node.operand === undefined ? context.operand : compileExpression(node.operand, context);
  if (operand === undefined) throw new TemplateFailure('TemplateSyntaxError', 'a filter without operand', line);
  const places = fixedPlaces(name, node.arguments);
  if (places === undefined) {
    const read = compileArguments(node.arguments, context);
    return (frame) => {
      const value = operand(frame);
      const { positional, keywords } = read(frame);
      return runFilter(name, value, positional, keywords, frame.state);
    };
  }
  const found = findFilter(name);
  const compiled = places.map((each) => (each === undefined ? undefined : compileExpression(each, context)));
  return (frame) => {
    const { state } = frame;
    state.budget.step();
    const value = operand(frame);
    return found.run(value, compiled.length === 0 ? none : bindPlaces(compiled, frame), state, noKeywords);
  };
}

const none: Bound = [];

function bindPlaces(compiled: readonly (Evaluate | undefined)[], frame: Frame): Bound {
  return compiled.map((evaluate) => evaluate?.(frame));
}

/** The arguments in the order of the filter's parameters, if that can be known before it runs. */
function fixedPlaces(name: string, node: Arguments): (Expression | undefined)[] | undefined {
  const found = filters.get(name);
  if (found?.parameters === undefined || node.rest !== undefined || node.restKeywords !== undefined) return undefined;
  const places: (Expression | undefined)[] = [...node.positional];
  for (const [keyword, value] of node.keywords) {
    const place = found.parameters.indexOf(keyword);
    if (place < 0 || places[place] !== undefined) return undefined;
    places[place] = value;
  }
  const complete = places.length <= found.parameters.length && found.required <= places.filter(Boolean).length;
  return complete ? Array.from(places) : undefined;
}

function refuseUnknown(known: boolean, what: string, name: string, line: number): void {
  if (!known) throw new TemplateFailure('TemplateAssertionError', `No ${what} named '${name}'.`, line);
}

function compileTest(node: Node<'test'>, context: ExpressionContext): Evaluate {
  const { name, line } = node;
  if (name === 'filter' || name === 'test')
    return compileExistence(node, context, name === 'filter' ? filters : testNames);
  if (!context.soft) refuseUnknown(tests.has(name), 'test', name, line);
  const operand = compileExpression(node.operand ?? { kind: 'constant', value: null }, context);
  const read = compileArguments(node.arguments, context);
  const test = tests.get(name);
  if (test === undefined) return () => findTest(name) && false;
  const { positional, keywords, rest } = node.arguments;
  if (positional.length + keywords.length === 0 && rest === undefined) {
    return (frame) => test(operand(frame), none as readonly Value[], frame.state);
  }
  return (frame) => {
    const value = operand(frame);
    return test(value, read(frame).positional, frame.state);
  };
}

/** Those two ask the tables themselves. */
const testNames: ReadonlyMap<string, unknown> = new Map<string, unknown>([...tests, ['filter', true], ['test', true]]);

/** `'tojson' is filter` asks whether there is one. */
function compileExistence(
  node: Node<'test'>,
  context: ExpressionContext,
  table: ReadonlyMap<string, unknown>,
): Evaluate {
  const operand = compileExpression(node.operand ?? { kind: 'constant', value: null }, context);
  return (frame) => {
    const name = operand(frame);
    return isText(name) && table.has(textOf(name));
  };
}
