// object.name and object[index], by the rules of jinja2's immutable sandbox. Only what a Python value has is found: no
// prototype, no property of a JavaScript object.

import type { Budget } from './budget.js';
import { TemplateFailure, typeError, valueError } from './failure.js';
import type { Access } from './formatting/braces.js';
import { representation } from './formatting/text-of-value.js';
import { containerMethod, isMutator } from './methods/container-methods.js';
import { textMethod } from './methods/text-methods.js';
import { indexOf } from './numbers.js';
import { characters, concatAll, hasSurrogates, slice } from './text.js';
import { textOf } from './traced.js';
import { Namespace, Opaque, Range, Undefined } from './objects.js';
import { Dict, isInteger, isText, List, Tuple, typeName, type Text, type Value } from './values.js';

/** What stands for a slice between brackets. */
export interface SliceBounds {
  readonly begin: Value;
  readonly end: Value;
  readonly step: Value;
}

/** object.name: an attribute, else an item. */
export function attribute(object: Value, name: string, budget: Budget): Value {
  if (object instanceof Undefined) object.fail();
  const found = ownAttribute(object, name, budget);
  if (found !== undefined) return found;
  const member = object instanceof Dict ? object.get(name) : undefined;
  return member === undefined ? missing(object, name) : member;
}

function ownAttribute(object: Value, name: string, budget: Budget): Value | undefined {
  if (name.startsWith('__')) return isInternal(object, name) ? unsafe(object, name) : undefined;
  if (isMutator(object, name)) return unsafe(object, name);
  if (isText(object)) return textMethod(object, name, budget, accessWith(budget));
  if (object instanceof Namespace) return object.attributes.get(name);
  return object instanceof Opaque ? object.attribute(name) : containerMethod(object, name, budget);
}

/** Names that every Python object answers to; the sandbox hands out none of them. */
const internals = new Set(
  'class doc init new dict module reduce reduce_ex repr str hash eq ne lt le gt ge getattribute setattr delattr dir sizeof format subclasshook init_subclass len getitem iter contains add mul rmul mod rmod getnewargs setitem delitem call globals code closure defaults name qualname self func'
    .split(' ')
    .map((name) => `__${name}__`),
);

function isInternal(object: Value, name: string): boolean {
  return internals.has(name) && !(object instanceof Dict && object.get(name) !== undefined && !dictInternals.has(name));
}

/** Those that a dict itself has; a key of the same name is shadowed by them. */
const dictInternals = new Set(
  'class doc init new reduce reduce_ex repr str hash eq ne lt le gt ge getattribute setattr delattr dir sizeof format subclasshook init_subclass len getitem iter contains setitem delitem'
    .split(' ')
    .map((name) => `__${name}__`),
);

function unsafe(object: Value, name: string): Undefined {
  return new Undefined(`access to attribute '${name}' of '${typeName(object)}' object is unsafe.`, 'SecurityError');
}

function missing(object: Value, name: Value): Undefined {
  const subject = object === null ? 'None' : `'${qualifiedName(object)} object'`;
  if (isText(name)) return new Undefined(`${subject} has no attribute '${textOf(name)}'`);
  return new Undefined(`${qualifiedName(object)} object has no element ${textOf(representation(name))}`);
}

/** Types that jinja2 names by their module. */
const modules: Readonly<Record<string, string>> = { Namespace: 'jinja2.utils.', LoopContext: 'jinja2.runtime.' };

function qualifiedName(object: Value): string {
  const name = typeName(object);
  return `${modules[name] ?? ''}${name}`;
}

/** object[index]: an item, else an attribute. */
export function item(object: Value, index: Value, budget: Budget): Value {
  if (object instanceof Undefined) object.fail();
  const found = ownItem(object, index);
  if (found !== undefined) return found;
  const named = isText(index) ? ownAttribute(object, textOf(index), budget) : undefined;
  return named === undefined ? missing(object, index) : named;
}

function ownItem(object: Value, index: Value): Value | undefined {
  if (object instanceof Dict) return index instanceof List || index instanceof Dict ? undefined : object.get(index);
  if (!isInteger(index) && typeof index !== 'boolean') return undefined;
  const at = indexOf(index);
  if (object instanceof List || object instanceof Tuple) return object.items.at(at);
  if (isText(object)) return characterAt(object, at);
  return object instanceof Range ? rangeItem(object, at) : undefined;
}

function rangeItem(range: Range, index: number): number | undefined {
  const at = index < 0 ? index + range.length : index;
  return at < 0 || at >= range.length ? undefined : range.start + at * range.step;
}

function characterAt(text: Text, index: number): Text | undefined {
  const own = textOf(text);
  if (hasSurrogates(own)) return characters(text).at(index);
  const at = index < 0 ? index + own.length : index;
  return at < 0 || at >= own.length ? undefined : slice(text, at, at + 1);
}

/** object[begin:end:step]. */
export function sliceOf(object: Value, bounds: SliceBounds, budget: Budget): Value {
  if (object instanceof Undefined) object.fail();
  if (isText(object)) return sliceText(object, bounds, budget);
  if (object instanceof List) return new List(pick(object.items, bounds, budget));
  if (object instanceof Tuple) return new Tuple(pick(object.items, bounds, budget));
  if (object instanceof Range) return sliceRange(object, bounds);
  if (object instanceof Dict) throw typeError("unhashable type: 'slice'");
  throw typeError(`'${typeName(object)}' object is not subscriptable`);
}

function sliceText(text: Text, bounds: SliceBounds, budget: Budget): Text {
  const own = textOf(text);
  budget.spendText(own.length);
  if (hasSurrogates(own)) return concatAll(pick(characters(text), bounds, budget));
  const { first, step, count } = resolve(bounds, own.length);
  if (step === 1) return slice(text, first, first + count);
  return concatAll(
    Array.from({ length: count }, (_, index) => slice(text, first + index * step, first + index * step + 1)),
  );
}

function sliceRange(range: Range, bounds: SliceBounds): Range {
  const { first, step, count } = resolve(bounds, range.length);
  const start = range.start + first * range.step;
  return new Range(start, start + count * step * range.step, step * range.step);
}

function pick<T>(items: readonly T[], bounds: SliceBounds, budget: Budget): T[] {
  const { first, step, count } = resolve(bounds, items.length);
  budget.spend(1 + count / 8);
  if (step === 1) return items.slice(first, first + count);
  return Array.from({ length: count }, (_, index) => items[first + index * step] as T);
}

interface ResolvedSlice {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

function resolve({ begin, end, step }: SliceBounds, length: number): ResolvedSlice {
  const stride = step === null ? 1 : sliceIndex(step);
  if (stride === 0) throw valueError('slice step cannot be zero');
  const [low, high] = stride > 0 ? [0, length] : [-1, length - 1];
  const clamp = (bound: Value, fallback: number): number => {
    if (bound === null) return fallback;
    const index = sliceIndex(bound);
    return Math.max(low, Math.min(high, index < 0 ? index + length : index));
  };
  const first = clamp(begin, stride > 0 ? low : high);
  const last = clamp(end, stride > 0 ? high : low);
  return { first, step: stride, count: Math.max(0, Math.ceil((last - first) / stride)) };
}

function sliceIndex(value: Value): number {
  if (value instanceof Undefined || (!isInteger(value) && typeof value !== 'boolean')) {
    throw new TemplateFailure('TypeError', 'slice indices must be integers or None or have an __index__ method');
  }
  return indexOf(value);
}

/** How the fields of str.format reach into values. */
export function accessWith(budget: Budget): Access {
  return {
    attribute: (object, name) => attribute(object, name, budget),
    item: (object, index) => item(object, index, budget),
  };
}
