// JavaScript data as values of the engine: own enumerable members only, each string with its origin. A container is looked
// into when a template does, so a long chat costs what is rendered of it.

import type { Origin } from './origin.js';
import { Traced } from './traced.js';
import { Dict, Float, integer, List, type HostDict, type HostReader, type Value } from './values.js';

/** Names the place `key` below `parent`; `text`: the string that stands there, if it is one. */
export type OriginOf = (parent: Origin | undefined, key: string | number, text: string | undefined) => Origin;

/** What a container counts for: templates do more for each message than for its characters. */
const lengthOfContainer = 16;

export class InputReader implements HostReader {
  /** UTF-16 units of all strings read so far; a container counts as a short one. */
  length = 0;
  readonly #originOf: OriginOf;

  constructor(originOf: OriginOf) {
    this.#originOf = originOf;
  }

  /** The variable `name`, or what stands at `key` of `parent`. Fails with TypeError for what JSON does not have. */
  read(input: unknown, parent: Origin | undefined, key: string | number): Value {
    if (typeof input === 'string') {
      this.length += input.length;
      return Traced.from(input, this.#originOf(parent, key, input));
    }
    if (typeof input === 'boolean' || input === null) return input;
    if (typeof input === 'number') return Number.isSafeInteger(input) ? input || 0 : new Float(input);
    if (typeof input === 'bigint') return integer(input);
    if (input === undefined) return null;
    return input instanceof Float ? input : this.#wrap(input, this.#originOf(parent, key, undefined));
  }

  #wrap(input: unknown, origin: Origin): Value {
    this.length += lengthOfContainer;
    if (Array.isArray(input)) return new List(undefined, origin, input, this);
    return new Dict(origin, expectDict(input, origin), this);
  }
}

function expectDict(input: unknown, origin: Origin): HostDict {
  if (typeof input !== 'object' || input === null) throw refuse(input, origin);
  const prototype: unknown = Object.getPrototypeOf(input);
  if (prototype === Object.prototype) return input;
  const plain = prototype === null || input instanceof Map || isForeignPlain(prototype);
  if (!plain) throw refuse(input, origin);
  return input;
}

/** The plain objects of another realm, a worker's or a test runner's. */
function isForeignPlain(prototype: unknown): boolean {
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'hasOwnProperty')
  );
}

function refuse(input: unknown, { path }: Origin): TypeError {
  const kind = typeof input === 'object' ? (input?.constructor?.name ?? 'object') : typeof input;
  return new TypeError(`expected JSON data for ${path.join('.')}, received a ${kind}`);
}
