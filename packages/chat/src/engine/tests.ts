// What can stand behind `is`.

import { typeError, TemplateFailure } from './failure.js';
import { isIterable, sizeOf } from './iteration.js';
import { isLower, isUpper } from './methods/text-case.js';
import { numericOf } from './numbers.js';
import { binary, compare } from './operators.js';
import { toText } from './formatting/text-of-value.js';
import type { RenderState } from './state.js';
import type { ComparisonOperator } from './syntax/nodes.js';
import { textOf } from './traced.js';
import { Callable, DictView, Opaque, Undefined, type Keywords } from './objects.js';
import { Dict, Float, isInteger, isText, type Value } from './values.js';

export type Test = (value: Value, positional: readonly Value[], state: RenderState) => boolean;

const comparisons: Readonly<Record<string, ComparisonOperator>> = {
  '==': '==',
  eq: '==',
  equalto: '==',
  '!=': '!=',
  ne: '!=',
  '>': '>',
  gt: '>',
  greaterthan: '>',
  ge: '>=',
  '>=': '>=',
  '<': '<',
  lt: '<',
  lessthan: '<',
  '<=': '<=',
  le: '<=',
  in: 'in',
};

export const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ...Object.entries(comparisons).map(([name, operator]): [string, Test] => [name, comparison(operator)]),
  ['defined', (value) => !(value instanceof Undefined)],
  ['undefined', (value) => value instanceof Undefined],
  ['none', (value) => value === null],
  ['boolean', (value) => typeof value === 'boolean'],
  ['true', (value) => value === true],
  ['false', (value) => value === false],
  ['integer', (value) => isInteger(value)],
  ['float', (value) => value instanceof Float],
  ['number', (value) => numericOf(value) !== undefined],
  ['string', (value) => isText(value)],
  ['mapping', (value) => value instanceof Dict],
  ['sequence', (value) => isText(value) || (sizeOf(value) !== undefined && !(value instanceof DictView))],
  ['iterable', isIterable],
  [
    'callable',
    (value) =>
      value instanceof Callable ||
      // It can be called, and says then that it is undefined.
      value instanceof Undefined ||
      (value instanceof Opaque && value.call !== Opaque.prototype.call),
  ],
  [
    'sameas',
    (value, [other = null]) => value === other || (isText(value) && isText(other) && textOf(value) === textOf(other)),
  ],
  ['escaped', () => false],
  ['lower', (value) => isLower(textOf(toText(value)))],
  ['upper', (value) => isUpper(textOf(toText(value)))],
  ['odd', (value, _, state) => remainder(value, 2, state) === 1],
  ['even', (value, _, state) => remainder(value, 2, state) === 0],
  ['divisibleby', (value, [divisor = null], state) => remainder(value, divisor, state) === 0],
]);

function comparison(operator: ComparisonOperator): Test {
  return (value, [other], state) => {
    if (other === undefined) throw typeError(`the test needs something to compare with`);
    return compare(operator, value, other, state.budget);
  };
}

function remainder(value: Value, divisor: Value, state: RenderState): Value {
  const rest = binary('%', value, divisor, state.budget);
  return rest instanceof Float ? rest.value : rest;
}

export function runTest(
  name: string,
  value: Value,
  positional: readonly Value[],
  keywords: Keywords,
  state: RenderState,
): boolean {
  const test = findTest(name);
  if (keywords.size > 0) throw typeError(`${name}() takes no keyword arguments`);
  return test(value, positional, state);
}

export function findTest(name: string): Test {
  const test = tests.get(name);
  if (test === undefined) throw new TemplateFailure('TemplateRuntimeError', `No test named '${name}' found.`);
  return test;
}
