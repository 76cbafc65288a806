// JavaScript data as values of the engine: own enumerable members only, each string with its origin.

import { TemplateFailure } from './failure.js';
import type { Origin } from './origin.js';
import { Traced } from './traced.js';
import { Dict, Float, integer, List, type Value } from './values.js';

/** Python's json reader gives up near a thousand. */
const maxDepth = 500;

/** Names the place `key` below `parent`; `text`: the string that stands there, if it is one. */
export type OriginOf = (parent: Origin | undefined, key: string | number, text: string | undefined) => Origin;

export class InputReader {
  /** UTF-16 units of all strings read. */
  length = 0;
  readonly #originOf: OriginOf;
  #depth = 0;

  constructor(originOf: OriginOf) {
    this.#originOf = originOf;
  }

  /** The variable `name`. Fails with TypeError for what JSON does not have. */
  read(input: unknown, name: string): Value {
    return this.#read(input, undefined, name);
  }

  #read(input: unknown, parent: Origin | undefined, key: string | number): Value {
    if (typeof input === 'string') {
      this.length += input.length;
      return Traced.from(input, this.#originOf(parent, key, input));
    }
    if (typeof input === 'boolean' || input === null) return input;
    if (typeof input === 'number') return Number.isSafeInteger(input) ? input || 0 : new Float(input);
    if (typeof input === 'bigint') return integer(input);
    if (input === undefined) return null;
    return input instanceof Float ? input : this.#readContainer(input, this.#originOf(parent, key, undefined));
  }

  #readContainer(input: unknown, origin: Origin): Value {
    if (++this.#depth > maxDepth) {
      throw new TemplateFailure('RecursionError', `input that nests deeper than ${maxDepth}`);
    }
    const value = Array.isArray(input)
      ? new List(
          Array.from(input, (item, index) => this.#read(item, origin, index)),
          origin,
        )
      : this.#readDict(membersOf(input, origin), origin);
    --this.#depth;
    return value;
  }

  #readDict(members: Iterable<readonly [unknown, unknown]>, origin: Origin): Dict {
    const dict = new Dict(origin);
    for (const [key, value] of members) {
      const name = String(key);
      this.length += name.length;
      if (value !== undefined) dict.set(name, this.#read(value, origin, name));
    }
    return dict;
  }
}

function membersOf(input: unknown, origin: Origin): Iterable<readonly [unknown, unknown]> {
  if (input instanceof Map) return input;
  if (typeof input !== 'object' || input === null) throw refuse(input, origin);
  const prototype: unknown = Object.getPrototypeOf(input);
  if (prototype !== null && prototype !== Object.prototype && !isForeignPlain(prototype)) throw refuse(input, origin);
  return Object.entries(input);
}

/** The plain objects of another realm, a worker's or a test runner's. */
function isForeignPlain(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype as object, 'hasOwnProperty')
  );
}

function refuse(input: unknown, { path }: Origin): TypeError {
  const kind = typeof input === 'object' ? (input?.constructor?.name ?? 'object') : typeof input;
  return new TypeError(`expected JSON data for ${path.join('.')}, received a ${kind}`);
}
