// What a template computes with: Python's values, each in its own JavaScript shape, so that 1 and 1.0, lists and tuples,
// None and undefined stay apart. Input becomes such values once (input.ts); nothing of the host is reachable from them.

import { limitError, TemplateFailure } from './failure.js';
import { Origin } from './origin.js';
import { Traced } from './traced.js';

export type Value =
  | null
  | boolean
  /** An integer within the safe range. */
  | number
  /** An integer beyond it. */
  | bigint
  /** A string of the template itself. */
  | string
  /** A string that came from the input, or holds a part that did. */
  | Traced
  | Float
  | List
  | Tuple
  | Dict
  | DictView
  | Range
  | Generator
  | Undefined
  | Namespace
  | Callable
  | Opaque;

export type Text = string | Traced;

export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export class List {
  readonly items: Value[];
  /** Where a list of the input came from. */
  readonly origin: Origin | undefined;
  /** REQUIRES: no other list has this array of items. */
  constructor(items: Value[], origin?: Origin) {
    this.items = items;
    this.origin = origin;
  }

  pop(index: number): Value {
    const at = index < 0 ? index + this.items.length : index;
    const [item] = at < 0 ? [] : this.items.splice(at, 1);
    if (item === undefined) throw new TemplateFailure('IndexError', 'pop index out of range');
    return item;
  }

  clear(): null {
    this.items.length = 0;
    return null;
  }
}

export class Tuple {
  readonly items: readonly Value[];
  /** Names of the items, for the tuples of `groupby`. */
  readonly names: readonly string[];
  constructor(items: readonly Value[], names: readonly string[] = []) {
    this.items = items;
    this.names = names;
  }
}

export type Key = string | number | bigint | null;

/** A dictionary in insertion order; a key keeps the spelling of its first insertion. */
export class Dict {
  readonly #values = new Map<Key, Value>();
  /** Keys that are not what they hash to: strings with an origin, booleans, floats, tuples. */
  #spelled: Map<Key, Value> | undefined;
  /** Where a dictionary of the input came from: its keys come from there, too. */
  readonly origin: Origin | undefined;

  constructor(origin?: Origin) {
    this.origin = origin;
  }

  static of(pairs: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of pairs) dict.set(key, value);
    return dict;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: Value): Value | undefined {
    return this.#values.get(keyOf(key));
  }

  /** REQUIRES: `hash` is the keyOf of a key. */
  getByHash(hash: Key): Value | undefined {
    return this.#values.get(hash);
  }

  has(key: Value): boolean {
    return this.#values.has(keyOf(key));
  }

  set(key: Value, value: Value): void {
    const hash = keyOf(key);
    if (key !== hash && !this.#values.has(hash)) (this.#spelled ??= new Map<Key, Value>()).set(hash, key);
    this.#values.set(hash, value);
  }

  keys(): Value[] {
    return Array.from(this.#values.keys(), (hash) => this.#keyOf(hash));
  }

  values(): Value[] {
    return [...this.#values.values()];
  }

  /** Keys and values, in order. */
  members(): [Value, Value][] {
    return Array.from(this.#values, ([hash, value]) => [this.#keyOf(hash), value]);
  }

  pairs(): Tuple[] {
    return this.members().map((member) => new Tuple(member));
  }

  /** Hash and value of each member. */
  hashed(): Iterable<[Key, Value]> {
    return this.#values;
  }

  /** Keys of the input are strings; each comes from its own place. */
  #keyOf(hash: Key): Value {
    const key = valueOr(this.#spelled?.get(hash), hash);
    if (this.origin === undefined || typeof key !== 'string') return key;
    return Traced.from(key, new Origin(this.origin.source, this.origin, key, false));
  }
}

/** What `keys()`, `values()` and `items()` of a dictionary answer. */
export class DictView {
  readonly kind: 'dict_keys' | 'dict_values' | 'dict_items';
  readonly items: readonly Value[];
  constructor(kind: DictView['kind'], items: readonly Value[]) {
    this.kind = kind;
    this.items = items;
  }
}

export class Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;

  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }

  items(): number[] {
    return Array.from({ length: this.length }, (_, index) => this.start + index * this.step);
  }
}

/** Something that can be gone through once. */
export class Generator {
  readonly iterator: Iterator<Value>;
  /** What Python prints of it, without the address. */
  readonly name: string;
  constructor(iterator: Iterator<Value>, name = 'generator') {
    this.iterator = iterator;
    this.name = name;
  }
}

export class Undefined {
  /** What using it says. */
  readonly message: string;
  /** The exception that using it raises. */
  readonly exception: string;
  constructor(message: string, exception = 'UndefinedError') {
    this.message = message;
    this.exception = exception;
  }

  fail(): never {
    throw new TemplateFailure(this.exception, this.message);
  }
}

export class Namespace {
  readonly attributes = new Map<string, Value>();
}

export type Keywords = ReadonlyMap<string, Value>;

export class Callable {
  readonly name: string;
  readonly call: (positional: readonly Value[], keywords: Keywords) => Value;
  constructor(name: string, call: Callable['call']) {
    this.name = name;
    this.call = call;
  }
}

/** An object of the engine with attributes and nothing else: a loop, a cycler. */
export abstract class Opaque {
  abstract readonly typeName: string;
  abstract attribute(name: string): Value | undefined;
  /** What calling it does, if it can be called. */
  call(_positional: readonly Value[], _keywords: Keywords): Value {
    throw new TemplateFailure('TypeError', `'${this.typeName}' object is not callable`);
  }
  /** What it prints. */
  describe(): string {
    return `<${this.typeName}>`;
  }
}

/** `value`, or `otherwise` where there is none. (None is a value, so `??` would not do.) */
export function valueOr(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}

export const noKeywords: Keywords = new Map();

/** What two equal keys share. Python: 1 == 1.0 == True. */
export function keyOf(value: Value): Key {
  if (typeof value === 'string') return value.charCodeAt(0) === 0 ? `\0s${value}` : value;
  if (value instanceof Traced) return keyOf(value.text);
  if (typeof value === 'number' || typeof value === 'bigint' || value === null) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Float) return keyOfFloat(value.value);
  if (value instanceof Tuple) return keyOfTuple(value);
  if (value instanceof Undefined) return '\0u';
  if (value instanceof List || value instanceof Dict) {
    throw new TemplateFailure('TypeError', `unhashable type: '${typeName(value)}'`);
  }
  return `\0o${identityOf(value)}`;
}

const maxKeyLength = 1 << 16;

function keyOfTuple({ items }: Tuple): Key {
  const key = `\0t${JSON.stringify(items.map((item) => keyText(keyOf(item))))}`;
  if (key.length > maxKeyLength) throw limitError('a tuple that is too large for a key');
  return key;
}

function keyOfFloat(value: number): Key {
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value;
}

function keyText(key: Key): string {
  return `${typeof key === 'bigint' ? 'number' : typeof key}:${String(key)}`;
}

const identities = new WeakMap<object, number>();
let identityCount = 0;

function identityOf(value: object): number {
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, (identity = ++identityCount));
  return identity;
}

export function isText(value: Value | undefined): value is Text {
  return typeof value === 'string' || value instanceof Traced;
}

export function isInteger(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

/** Python's name of the type of `value`. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (isInteger(value)) return 'int';
  if (isText(value)) return 'str';
  if (value instanceof Float) return 'float';
  if (value instanceof List) return 'list';
  if (value instanceof Tuple) return 'tuple';
  if (value instanceof Dict) return 'dict';
  if (value instanceof DictView) return value.kind;
  if (value instanceof Range) return 'range';
  if (value instanceof Generator) return value.name;
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof Namespace) return 'Namespace';
  return value instanceof Callable ? 'function' : value.typeName;
}

/** bool(value). */
export function isTrue(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    default:
      return value !== null && isTrueObject(value);
  }
}

function isTrueObject(value: object & Value): boolean {
  if (value instanceof Traced) return value.text !== '';
  if (value instanceof List || value instanceof Tuple || value instanceof DictView) return value.items.length > 0;
  if (value instanceof Dict) return value.size > 0;
  if (value instanceof Undefined) return false;
  if (value instanceof Float) return value.value !== 0;
  return value instanceof Range ? value.length > 0 : true;
}

/** An integer in its shortest shape. */
export function integer(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}
