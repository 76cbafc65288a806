// Going through a value, one item after another.

import type { Budget } from './budget.js';
import { typeError } from './failure.js';
import { characters } from './text.js';
import { textOf } from './traced.js';
import { DictView, Generator, Opaque, Range, Undefined } from './objects.js';
import { Dict, isText, List, Tuple, typeName, type Value } from './values.js';

/** All items of what holds them already; undefined for what makes them one by one, or has none. */
export function itemsOf(value: Value, budget: Budget): readonly Value[] | undefined {
  if (value instanceof List || value instanceof Tuple || value instanceof DictView) return value.items;
  if (value instanceof Dict) return value.keys();
  if (value instanceof Undefined) return [];
  if (isText(value)) {
    budget.spend(textOf(value).length / 4);
    return characters(value);
  }
  if (!(value instanceof Range)) return undefined;
  budget.spend(value.length / 8);
  return value.items();
}

export function isIterable(value: Value): boolean {
  const holds = value instanceof List || value instanceof Tuple || value instanceof DictView || value instanceof Dict;
  return (
    holds ||
    isText(value) ||
    value instanceof Range ||
    value instanceof Generator ||
    value instanceof Undefined ||
    value instanceof LoopLike
  );
}

/** An object of the engine that can be gone through. */
export abstract class LoopLike extends Opaque {
  abstract iterator(): Iterator<Value>;
}

/** iter(value). */
export function iterate(value: Value, budget: Budget, refusal?: string): Iterable<Value> {
  const items = itemsOf(value, budget);
  if (items !== undefined) return items;
  // Leaving a loop early does not end a generator, as `return` of its iterator would.
  if (value instanceof Generator) return { [Symbol.iterator]: () => ({ next: () => value.iterator.next() }) };
  if (value instanceof LoopLike) return { [Symbol.iterator]: () => value.iterator() };
  throw typeError(refusal ?? `'${typeName(value)}' object is not iterable`);
}

/** list(value). */
export function listOf(value: Value, budget: Budget): Value[] {
  const items = itemsOf(value, budget);
  if (items !== undefined) {
    budget.spend(items.length / 8);
    return [...items];
  }
  const list: Value[] = [];
  for (const item of iterate(value, budget)) {
    budget.step();
    list.push(item);
  }
  return list;
}

/** len(value), or undefined if it has none. */
export function sizeOf(value: Value): number | undefined {
  if (value instanceof List || value instanceof Tuple || value instanceof DictView) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof Range) return value.length;
  return value instanceof Undefined ? 0 : undefined;
}
