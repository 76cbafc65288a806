// What a template computes with: Python's values, each in its own JavaScript shape, so that 1 and 1.0, lists and tuples,
// None and undefined stay apart. Input becomes such values once (input.ts); nothing of the host is reachable from them.

import { limitError, TemplateFailure } from './failure.js';
import { Callable, DictView, Generator, Namespace, Range, Undefined, type Opaque } from './objects.js';
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

/** Gives values to what stands in a container of the input, when a template first looks at it. */
export interface HostReader {
  /** What stands at `key` of `parent`. */
  read: (input: unknown, parent: Origin, key: string | number) => Value;
}

export class List {
  #items: Value[] | undefined;
  /** Where a list of the input came from. */
  readonly origin: Origin | undefined;
  readonly #host: readonly unknown[];
  readonly #reader: HostReader | undefined;

  /** REQUIRES: no other list has this array of items; undefined: those of `host`, which `reader` reads. */
  constructor(items: Value[] | undefined, origin?: Origin, host: readonly unknown[] = [], reader?: HostReader) {
    this.#items = items;
    this.origin = origin;
    this.#host = host;
    this.#reader = reader;
  }

  get items(): Value[] {
    this.#items ??= this.#read();
    return this.#items;
  }

  #read(): Value[] {
    const reader = this.#reader;
    const { origin } = this;
    if (reader === undefined || origin === undefined) return [];
    const items = Array<Value>(this.#host.length);
    for (let index = 0; index < items.length; ++index) items[index] = reader.read(this.#host[index], origin, index);
    return items;
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

/** More keys than these are found by a table, fewer by looking at each. */
const maxUnindexed = 8;

/** A dictionary in insertion order; a key keeps the spelling of its first insertion. One of the input is read member by member. */
export class Dict {
  /** What the keys hash to. */
  #hashes: Key[];
  /** A value each; undefined: not read yet. */
  #values: (Value | undefined)[];
  #places: Map<Key, number> | undefined;
  /** Keys that are not what they hash to: strings with an origin, booleans, floats, tuples. */
  #spelled: Map<Key, Value> | undefined;
  /** Where a dictionary of the input came from: its keys come from there, too. */
  readonly origin: Origin | undefined;
  /** Where the members stand, as long as one of them may be unread. */
  #host: HostDict | undefined;
  readonly #reader: HostReader | undefined;

  /** An empty one, or one of the members of `host`, which `reader` reads. */
  constructor(origin?: Origin, host?: HostDict, reader?: HostReader) {
    this.origin = origin;
    this.#host = host;
    this.#reader = reader;
    this.#hashes = host === undefined ? [] : hashesOf(host);
    this.#values = host === undefined ? [] : Array<undefined>(this.#hashes.length);
  }

  static of(pairs: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of pairs) dict.set(key, value);
    return dict;
  }

  get size(): number {
    this.#readAll();
    return this.#hashes.length;
  }

  get(key: Value): Value | undefined {
    return this.getByHash(keyOf(key));
  }

  /** REQUIRES: `hash` is the keyOf of a key. */
  getByHash(hash: Key): Value | undefined {
    const place = this.#placeOf(hash);
    if (place < 0) return undefined;
    const value = this.#values[place];
    return value === undefined ? this.#read(place) : value;
  }

  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  set(key: Value, value: Value): void {
    this.#readAll();
    const hash = keyOf(key);
    const known = this.#placeOf(hash);
    if (known >= 0) {
      this.#values[known] = value;
      return;
    }
    if (key !== hash) (this.#spelled ??= new Map<Key, Value>()).set(hash, key);
    this.#places?.set(hash, this.#hashes.length);
    this.#hashes.push(hash);
    this.#values.push(value);
  }

  #placeOf(hash: Key): number {
    const hashes = this.#hashes;
    if (hashes.length > maxUnindexed) {
      this.#places ??= new Map(hashes.map((each, place) => [each, place]));
      return this.#places.get(hash) ?? -1;
    }
    for (let place = 0; place < hashes.length; ++place) if (hashes[place] === hash) return place;
    return -1;
  }

  #read(place: number): Value | undefined {
    const hash = this.#hashes[place];
    const host = this.#host;
    const { origin } = this;
    if (host === undefined || origin === undefined || typeof hash !== 'string') return undefined;
    const key = stringOfHash(hash);
    const input = host instanceof Map ? host.get(key) : (host as Record<string, unknown>)[key];
    const value = input === undefined ? undefined : this.#reader?.read(input, origin, key);
    this.#values[place] = value;
    return value;
  }

  /** Members whose value is undefined are none, as in JSON. */
  #readAll(): void {
    if (this.#host === undefined) return;
    const members = this.#hashes.map((hash, place) => [hash, this.#values[place] ?? this.#read(place)] as const);
    const given = members.filter(([, value]) => value !== undefined);
    this.#host = undefined;
    this.#places = undefined;
    this.#hashes = given.map(([hash]) => hash);
    this.#values = given.map(([, value]) => value);
  }

  keys(): Value[] {
    this.#readAll();
    return this.#hashes.map((hash) => this.#keyOf(hash));
  }

  values(): Value[] {
    return this.hashed().map(([, value]) => value);
  }

  /** Keys and values, in order. */
  members(): [Value, Value][] {
    return this.hashed().map(([hash, value]) => [this.#keyOf(hash), value]);
  }

  pairs(): Tuple[] {
    return this.members().map((member) => new Tuple(member));
  }

  /** Hash and value of each member. */
  hashed(): [Key, Value][] {
    this.#readAll();
    return this.#hashes.map((hash, place) => [hash, this.#values[place] ?? null]);
  }

  /** Keys of the input are strings; each comes from its own place. */
  #keyOf(hash: Key): Value {
    if (this.origin === undefined || typeof hash !== 'string') return valueOr(this.#spelled?.get(hash), hash);
    const key = stringOfHash(hash);
    return Traced.from(key, new Origin(this.origin.source, this.origin, key, false));
  }
}

/** JSON objects, and the Maps that stand for those whose keys JavaScript would change. */
export type HostDict = object | ReadonlyMap<string, unknown>;

function hashesOf(container: HostDict): string[] {
  const keys = container instanceof Map ? Array.from(container.keys(), String) : Object.keys(container);
  for (let index = 0; index < keys.length; ++index) keys[index] = hashOfString(keys[index] ?? '');
  return keys;
}

/** Strings that begin like the hash of something else are marked as strings. */
const stringMark = '\0s';

function needsMark(text: string): boolean {
  return text.charCodeAt(0) === 0;
}

function hashOfString(text: string): string {
  return needsMark(text) ? stringMark + text : text;
}

function stringOfHash(hash: string): string {
  return needsMark(hash) ? hash.slice(stringMark.length) : hash;
}

/** `value`, or `otherwise` where there is none. (None is a value, so `??` would not do.) */
export function valueOr(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}

/** What two equal keys share. Python: 1 == 1.0 == True. */
export function keyOf(value: Value): Key {
  if (typeof value === 'string') return hashOfString(value);
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
  if (Number.isNaN(value)) return '\0n';
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
