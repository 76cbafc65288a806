// What the operators of the language mean for each pair of types.

import type { Budget } from './budget.js';
import { limitError, typeError } from './failure.js';
import { formatPercent } from './formatting/percent.js';
import { iterate } from './iteration.js';
import { calculate, indexOf, numericOf } from './numbers.js';
import type { BinaryOperator, ComparisonOperator } from './syntax/nodes.js';
import { checkLength, compareText, concat, concatAll } from './text.js';
import { textOf } from './traced.js';
import { DictView, Range, Undefined } from './objects.js';
import { Dict, Float, isText, List, Tuple, typeName, type Text, type Value } from './values.js';

/** No list grows beyond this many items. */
const maxItems = 1 << 18;

export function binary(operator: BinaryOperator, left: Value, right: Value, budget: Budget): Value {
  if (typeof left === 'number' && typeof right === 'number') return calculate(operator, left, right);
  if (operator === '+' && isText(left) && isText(right)) {
    budget.step();
    return concat(left, right);
  }
  if (left instanceof Undefined) left.fail();
  if (operator === '%' && isText(left)) return formatPercent(left, right);
  if (right instanceof Undefined) right.fail();
  const [a, b] = [numericOf(left), numericOf(right)];
  if (a !== undefined && b !== undefined) return calculate(operator, a, b);
  const sequence =
    operator === '+' ? joinSequences(left, right, budget) : operator === '*' ? repeat(left, right, budget) : undefined;
  if (sequence === undefined) throw refuseOperands(operator, left, right);
  return sequence;
}

function refuseOperands(operator: string, left: Value, right: Value): Error {
  if (operator === '+' && (isText(left) || left instanceof List || left instanceof Tuple)) {
    const name = typeName(left);
    return typeError(`can only concatenate ${name} (not "${typeName(right)}") to ${name}`);
  }
  const shown = operator === '**' ? '** or pow()' : operator;
  return typeError(`unsupported operand type(s) for ${shown}: '${typeName(left)}' and '${typeName(right)}'`);
}

function joinSequences(left: Value, right: Value, budget: Budget): Value | undefined {
  const list = left instanceof List && right instanceof List;
  if (!list && !(left instanceof Tuple && right instanceof Tuple)) return undefined;
  const items = limited([...left.items, ...right.items], budget);
  return list ? new List(items) : new Tuple(items);
}

function limited(items: Value[], budget: Budget): Value[] {
  budget.spend(1 + items.length / 4);
  if (items.length > maxItems) throw limitError(`a list of more than ${maxItems} items`);
  return items;
}

function repeat(left: Value, right: Value, budget: Budget): Value | undefined {
  const [sequence, count] = isSequence(left) ? [left, right] : [right, left];
  if (!isSequence(sequence) || (typeof count !== 'number' && typeof count !== 'boolean' && typeof count !== 'bigint'))
    return undefined;
  return repeatSequence(sequence, Math.max(0, indexOf(count)), budget);
}

function isSequence(value: Value): value is Text | List | Tuple {
  return isText(value) || value instanceof List || value instanceof Tuple;
}

function repeatSequence(sequence: Text | List | Tuple, count: number, budget: Budget): Value {
  if (isText(sequence)) {
    const text = textOf(sequence);
    if (text === '') return '';
    checkLength(text.length * count);
    budget.spendText(text.length * count);
    return typeof sequence === 'string' ? text.repeat(count) : concatAll(Array.from({ length: count }, () => sequence));
  }
  const length = sequence.items.length;
  if (length * count > maxItems) throw limitError(`a list of more than ${maxItems} items`);
  const items =
    length === 0
      ? []
      : limited(
          Array.from({ length: length * count }, (_, index) => sequence.items[index % length] ?? null),
          budget,
        );
  return sequence instanceof List ? new List(items) : new Tuple(items);
}

/** left == right. */
export function equals(left: Value, right: Value): boolean {
  if (isText(left)) return isText(right) && textOf(left) === textOf(right);
  const [a, b] = [numericOf(left), numericOf(right)];
  if (a !== undefined || b !== undefined) return a !== undefined && b !== undefined && compareNumbers(a, b) === 0;
  if (left instanceof List) return right instanceof List && equalItems(left.items, right.items);
  if (left instanceof Tuple) return right instanceof Tuple && equalItems(left.items, right.items);
  if (left instanceof Dict) return right instanceof Dict && equalDicts(left, right);
  if (left instanceof Range) return right instanceof Range && equalItems(left.items(), right.items());
  if (left instanceof Undefined) return right instanceof Undefined;
  return left === right;
}

function equalItems(left: readonly Value[], right: readonly Value[]): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  return measured(() => left.every((item, index) => equals(item, right[index] ?? null)));
}

/** Containers that one comparison may enter: a list may hold itself twice, and so on. */
const maxEntered = 1 << 17;
let entered = 0;
let enteredDepth = 0;

function measured(compareItems: () => boolean): boolean {
  if (enteredDepth === 0) entered = 0;
  if (++entered > maxEntered || enteredDepth > 500) throw limitError('a comparison of values that nest without end');
  ++enteredDepth;
  try {
    return compareItems();
  } finally {
    --enteredDepth;
  }
}

function equalDicts(left: Dict, right: Dict): boolean {
  if (left === right) return true;
  if (left.size !== right.size) return false;
  return measured(() => {
    for (const [hash, value] of left.hashed()) {
      const other = right.getByHash(hash);
      if (other === undefined || !equals(value, other)) return false;
    }
    return true;
  });
}

type Numeric = NonNullable<ReturnType<typeof numericOf>>;

/** Negative, zero or positive; NaN where neither is less and they differ. */
function compareNumbers(left: Numeric, right: Numeric): number {
  const a = left instanceof Float ? left.value : left;
  const b = right instanceof Float ? right.value : right;
  if (a < b) return -1;
  if (a > b) return 1;
  // oxlint-disable-next-line eqeqeq -- a big integer and a float of one value differ in type
  return a == b ? 0 : Number.NaN;
}

export function compare(operator: ComparisonOperator, left: Value, right: Value, budget: Budget): boolean {
  switch (operator) {
    case '==':
      return equals(left, right);
    case '!=':
      return !equals(left, right);
    case 'in':
      return contains(right, left, budget);
    case 'not in':
      return !contains(right, left, budget);
    default:
      return ordered(operator, order(left, right, operator));
  }
}

function ordered(operator: '<' | '<=' | '>' | '>=', difference: number): boolean {
  if (operator === '<') return difference < 0;
  if (operator === '<=') return difference <= 0;
  return operator === '>' ? difference > 0 : difference >= 0;
}

/** Negative, zero or positive as `left` is before, at or behind `right`; refuses types that have no order. */
export function order(left: Value, right: Value, operator: string = '<'): number {
  if (isText(left) && isText(right)) return compareText(textOf(left), textOf(right));
  const [a, b] = [numericOf(left), numericOf(right)];
  if (a !== undefined && b !== undefined) return compareNumbers(a, b);
  if (left instanceof Undefined) left.fail();
  if (right instanceof Undefined) right.fail();
  const alike = (left instanceof List && right instanceof List) || (left instanceof Tuple && right instanceof Tuple);
  if (alike) return orderItems(left.items, right.items, operator);
  throw typeError(`'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
}

function orderItems(left: readonly Value[], right: readonly Value[], operator: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; ++index) {
    const [a, b] = [left[index] ?? null, right[index] ?? null];
    if (!equals(a, b)) return order(a, b, operator);
  }
  return left.length - right.length;
}

/** item in container. */
export function contains(container: Value, item: Value, budget: Budget): boolean {
  if (isText(container)) {
    if (!isText(item)) throw typeError(`'in <string>' requires string as left operand, not ${typeName(item)}`);
    budget.spendText(textOf(container).length);
    return textOf(container).includes(textOf(item));
  }
  if (container instanceof Dict) return container.has(item);
  if (container instanceof List || container instanceof Tuple || container instanceof DictView) {
    budget.spend(1 + container.items.length / 8);
    return container.items.some((each) => equals(each, item));
  }
  for (const each of iterate(container, budget, `argument of type '${typeName(container)}' is not iterable`)) {
    if (equals(each, item)) return true;
  }
  return false;
}
