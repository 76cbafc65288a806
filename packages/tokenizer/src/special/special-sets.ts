// tiktoken's way to say what special tokens in a text are: a set that is allowed and a set that is refused.

import { expectArray, expectObject, expectString } from '@tokengraft/errors';
import { refuseUnknownOptions } from '../known-options.js';

export interface SpecialTokenSets {
  /** Contents of special tokens that become their ids. */
  readonly allowed: 'all' | Iterable<string>;
  /** Contents that a text must not have. Default 'all': every special token that is not allowed. */
  readonly disallowed?: 'all' | Iterable<string>;
}

/** What is in neither set is ordinary text. */
export interface CheckedSpecialSets {
  readonly allowed: 'all' | ReadonlySet<string>;
  readonly disallowed: 'all' | ReadonlySet<string>;
}

export function checkSpecialSets(sets: SpecialTokenSets): CheckedSpecialSets {
  refuseUnknownOptions(sets, ['allowed', 'disallowed'], 'options.special');
  const { allowed, disallowed = 'all' } = sets;
  return {
    allowed: readContents('options.special.allowed', allowed),
    disallowed: readContents('options.special.disallowed', disallowed),
  };
}

function readContents(name: string, value: 'all' | Iterable<string>): 'all' | ReadonlySet<string> {
  if (value === 'all') return 'all';
  if (typeof value === 'string')
    throw new TypeError(`expected 'all' or several strings for ${name}, received one string`);
  const contents = Array.isArray(value) ? value : [...expectIterable(name, value)];
  return new Set(expectArray(name, contents).map((content, index) => expectString(`${name}[${index}]`, content)));
}

function expectIterable(name: string, value: unknown): Iterable<unknown> {
  const object = expectObject(name, value);
  if (Symbol.iterator in object) return object as unknown as Iterable<unknown>;
  throw new TypeError(`expected 'all' or an iterable of strings for ${name}, received an object that is none`);
}
