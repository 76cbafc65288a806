// JavaScript data as values of the engine: own enumerable members only, each string with its origin.

import { TemplateFailure } from './failure.js';
import type { Origin } from './origin.js';
import { Traced } from './traced.js';
import { Dict, Float, integer, List, type Value } from './values.js';

/** Python's json reader gives up near a thousand. */
const maxDepth = 500;

export type Path = readonly (string | number)[];

/** Tells where the string at `path` comes from. */
export type OriginOf = (path: Path, text: string) => Origin;

export class InputReader {
  /** UTF-16 units of all strings read. */
  length = 0;
  readonly #originOf: OriginOf;

  constructor(originOf: OriginOf) {
    this.#originOf = originOf;
  }

  /** Fails with TypeError for what JSON does not have. */
  read(input: unknown, path: Path): Value {
    if (typeof input === 'string') return this.#readText(input, path);
    if (typeof input === 'boolean' || input === null || input instanceof Float) return input;
    if (typeof input === 'number') return Number.isSafeInteger(input) ? input || 0 : new Float(input);
    if (typeof input === 'bigint') return integer(input);
    if (input === undefined) return null;
    if (typeof input !== 'object') throw refuse(input, path);
    if (path.length > maxDepth) throw new TemplateFailure('RecursionError', `input that nests deeper than ${maxDepth}`);
    if (Array.isArray(input)) return this.#readList(input, path);
    if (input instanceof Map) return this.#readDict(input, path);
    const prototype: unknown = Object.getPrototypeOf(input);
    if (prototype !== null && prototype !== Object.prototype && !isForeignPlain(prototype)) throw refuse(input, path);
    return this.#readDict(Object.entries(input), path);
  }

  #readText(text: string, path: Path): Traced {
    this.length += text.length;
    return Traced.from(text, this.#originOf(path, text));
  }

  #readList(items: readonly unknown[], path: Path): List {
    const values = Array.from(items, (item, index) => this.read(item, [...path, index]));
    return new List(values, this.#originOf(path, ''));
  }

  #readDict(entries: Iterable<readonly [unknown, unknown]>, path: Path): Dict {
    const dict = new Dict(this.#originOf(path, ''));
    for (const [key, value] of entries) {
      const name = String(key);
      if (value !== undefined) dict.set(this.#readText(name, [...path, name]), this.read(value, [...path, name]));
    }
    return dict;
  }
}

/** The plain objects of another realm, a worker's or a test runner's. */
function isForeignPlain(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype as object, 'hasOwnProperty')
  );
}

function refuse(input: unknown, path: Path): TypeError {
  const kind = typeof input === 'object' ? (input?.constructor?.name ?? 'object') : typeof input;
  return new TypeError(`expected JSON data for ${path.join('.') || 'the input'}, received a ${kind}`);
}
