// Filters on what can be gone through: lists, strings, dictionaries, generators.

import { typeError, valueError } from '../failure.js';
import { item } from '../attributes.js';
import { toText } from '../formatting/text-of-value.js';
import { iterate, itemsOf, listOf, sizeOf } from '../iteration.js';
import { indexOf } from '../numbers.js';
import { binary, equals, order } from '../operators.js';
import { expectIndex } from '../signature.js';
import type { RenderState } from '../state.js';
import { characters, codePointCount, concatAll } from '../text.js';
import { textOf } from '../traced.js';
import { DictView, Generator, Range, Undefined } from '../objects.js';
import { Dict, isText, isTrue, keyOf, List, Tuple, typeName, valueOr, type Text, type Value } from '../values.js';
import { filter, type Filter } from './filter.js';
import { getterOf, ignoreCase, multiGetterOf, type Getter } from './getters.js';

export const sequenceFilters: Readonly<Record<string, Filter>> = {
  length: filter([], (value) => lengthOf(value)),
  count: filter([], (value) => lengthOf(value)),
  first: filter([], (value, _, { budget }) => {
    for (const first of iterate(value, budget)) return first;
    return new Undefined('No first item, sequence was empty.');
  }),
  last: filter([], (value, _, { budget }) => {
    const reversible = isText(value) || sizeOf(value) !== undefined;
    if (!reversible) throw typeError(`'${typeName(value)}' object is not reversible`);
    return valueOr(itemsOf(value, budget)?.at(-1), new Undefined('No last item, sequence was empty.'));
  }),
  random: filter([], pickOne),
  list: filter([], (value, _, { budget }) => new List(listOf(value, budget))),
  join: filter(['d', 'attribute'], join),
  reverse: filter([], reverse),
  sort: filter(['reverse', 'case_sensitive', 'attribute'], (value, [reversed, caseSensitive, attribute], state) => {
    const getter = multiGetterOf(attribute, state, isTrue(caseSensitive ?? false) ? same : ignoreCase);
    return new List(sortBy(listOf(value, state.budget), getter, isTrue(reversed ?? false), state));
  }),
  dictsort: filter(['case_sensitive', 'by', 'reverse'], sortDict),
  unique: filter(['case_sensitive', 'attribute'], (value, [caseSensitive, attribute], state) => {
    const getter = folding(attribute, caseSensitive, state);
    return new Generator(uniqueItems(value, getter, state));
  }),
  min: filter(['case_sensitive', 'attribute'], (value, bound, state) => extreme(value, bound, state, -1)),
  max: filter(['case_sensitive', 'attribute'], (value, bound, state) => extreme(value, bound, state, 1)),
  sum: filter(['attribute', 'start'], (value, [attribute, start = 0], state) => {
    const getter = getterOf(attribute, state);
    if (isText(start)) throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
    return listOf(value, state.budget).reduce<Value>(
      (sum, each) => binary('+', sum, getter(each), state.budget),
      start,
    );
  }),
  batch: filter(['linecount', 'fill_with'], batch, 1),
  slice: filter(['slices', 'fill_with'], slices, 1),
  groupby: filter(['attribute', 'default', 'case_sensitive'], groupBy, 1),
  items: filter([], (value) => new Generator(itemsOfMapping(value))),
};

/** random.choice, but by the same draws in every rendering. */
function pickOne(value: Value, _: unknown, state: RenderState): Value {
  const size = isText(value) ? codePointCount(textOf(value)) : sizeOf(value);
  if (size === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  if (size === 0) return new Undefined('No random item, sequence was empty.');
  return item(value, state.draw(size), state.budget);
}

/** len(value). */
function lengthOf(value: Value): number {
  if (isText(value)) return codePointCount(textOf(value));
  const size = sizeOf(value);
  if (size !== undefined) return size;
  const length = 'attribute' in Object(value) ? lengthAttribute(value) : undefined;
  if (length === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return length;
}

function lengthAttribute(value: Value): number | undefined {
  const length =
    typeof value === 'object' && value !== null && 'attribute' in value ? value.attribute('length') : undefined;
  return typeof length === 'number' ? length : undefined;
}

function same(value: Value): Value {
  return value;
}

function join(value: Value, [separator = '', attribute]: readonly (Value | undefined)[], state: RenderState): Text {
  const getter = attribute === undefined || attribute === null ? same : getterOf(attribute, state);
  const between = toText(separator);
  const parts: Text[] = [];
  for (const each of iterate(value, state.budget)) {
    if (parts.length > 0) parts.push(between);
    parts.push(toText(getter(each)));
    state.budget.spend(3);
  }
  const joined = concatAll(parts);
  state.budget.spendText(textOf(joined).length);
  return joined;
}

function reverse(value: Value, _: unknown, { budget }: RenderState): Value {
  if (isText(value)) {
    budget.spendText(textOf(value).length);
    return concatAll(characters(value).toReversed());
  }
  if (value instanceof Dict) return new Generator(value.keys().toReversed().values(), 'dict_reversekeyiterator');
  const items = listOf(value, budget).toReversed();
  const sequence =
    value instanceof List || value instanceof Tuple || value instanceof Range || value instanceof DictView;
  return sequence ? new Generator(items.values(), reversedName(value)) : new List(items);
}

function reversedName(value: Value): string {
  return value instanceof List ? 'list_reverseiterator' : value instanceof Range ? 'range_iterator' : 'reversed';
}

/** sorted(items, key=getter): stable, also in reverse. */
function sortBy(items: readonly Value[], getter: Getter, reversed: boolean, { budget }: RenderState): Value[] {
  budget.spend(2 * items.length);
  const keyed = items.map((value) => ({ value, key: getter(value) }));
  const direction = reversed ? -1 : 1;
  keyed.sort((a, b) => {
    budget.spend(8);
    return direction * order(a.key, b.key);
  });
  return keyed.map(({ value }) => value);
}

function sortDict(value: Value, bound: readonly (Value | undefined)[], state: RenderState): Value {
  const [caseSensitive = false, by = 'key', reversed = false] = bound;
  if (value instanceof Undefined) value.fail();
  if (!(value instanceof Dict)) throw typeError(`'${typeName(value)}' object has no attribute 'items'`);
  const place = ['key', 'value'].indexOf(isText(by) ? textOf(by) : '');
  if (place < 0) throw valueError('You can only sort by either "key" or "value"');
  const getter: Getter = (pair) => {
    const part = pair instanceof Tuple ? (pair.items[place] ?? null) : null;
    return isTrue(caseSensitive) ? part : ignoreCase(part);
  };
  return new List(sortBy(value.pairs(), getter, isTrue(reversed), state));
}

function folding(attribute: Value | undefined, caseSensitive: Value | undefined, state: RenderState): Getter {
  const getter = getterOf(attribute, state);
  return isTrue(caseSensitive ?? false) ? getter : (value) => ignoreCase(getter(value));
}

function* uniqueItems(value: Value, getter: Getter, { budget }: RenderState): Generator_ {
  const seen = new Set();
  for (const each of iterate(value, budget)) {
    budget.step();
    const key = keyOf(getter(each));
    if (seen.has(key)) continue;
    seen.add(key);
    yield each;
  }
}

type Generator_ = globalThis.Generator<Value, undefined>;

function extreme(
  value: Value,
  [caseSensitive, attribute]: readonly (Value | undefined)[],
  state: RenderState,
  direction: number,
): Value {
  const getter = folding(attribute, caseSensitive, state);
  let best: { readonly value: Value; readonly key: Value } | undefined;
  for (const each of iterate(value, state.budget)) {
    state.budget.step();
    const key = getter(each);
    if (best === undefined || direction * order(key, best.key) > 0) best = { value: each, key };
  }
  return valueOr(best?.value, new Undefined('No aggregated item, sequence was empty.'));
}

function batch(value: Value, [count = 0, fill = null]: readonly (Value | undefined)[], { budget }: RenderState): Value {
  const size = indexOf(count);
  const source = iterate(value, budget);
  function* lines(): Generator_ {
    let line: Value[] = [];
    for (const each of source) {
      budget.step();
      if (line.length === size) {
        yield new List(line);
        line = [];
      }
      line.push(each);
    }
    if (line.length === 0) return;
    const missing = fill === null ? 0 : Math.max(0, size - line.length);
    budget.spend(missing);
    yield new List([...line, ...Array.from({ length: missing }, () => fill)]);
  }
  return new Generator(lines());
}

function slices(
  value: Value,
  [count = 0, fill = null]: readonly (Value | undefined)[],
  { budget }: RenderState,
): Value {
  const items = listOf(value, budget);
  const number = expectIndex(count, 0);
  if (number === 0) throw valueError('integer division or modulo by zero');
  function* parts(): Generator_ {
    const size = Math.floor(items.length / number);
    const larger = items.length % number;
    for (let index = 0, at = 0; index < number; ++index) {
      budget.step();
      const length = size + (index < larger ? 1 : 0);
      const part = items.slice(at, at + length);
      at += length;
      yield new List(fill !== null && index >= larger ? [...part, fill] : part);
    }
  }
  return new Generator(parts());
}

function groupBy(value: Value, bound: readonly (Value | undefined)[], state: RenderState): Value {
  const [attribute, fallback = null, caseSensitive = false] = bound;
  const exact = getterOf(attribute, state, fallback);
  const getter: Getter = isTrue(caseSensitive) ? exact : (each) => ignoreCase(exact(each));
  const groups: { readonly key: Value; readonly items: Value[] }[] = [];
  for (const each of sortBy(listOf(value, state.budget), getter, false, state)) {
    const key = getter(each);
    const last = groups.at(-1);
    if (last !== undefined && equals(last.key, key)) last.items.push(each);
    else groups.push({ key, items: [each] });
  }
  return new List(
    groups.map(({ items }) => new Tuple([exact(items[0] ?? null), new List(items)], ['grouper', 'list'])),
  );
}

function* itemsOfMapping(value: Value): Generator_ {
  if (value instanceof Undefined) return;
  if (!(value instanceof Dict)) throw typeError('Can only get item pairs from a mapping.');
  yield* value.pairs();
}
