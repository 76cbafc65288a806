// Tokens that a tokenizer matches before its model runs: how callers write them, and the one form they become.

import { expectArray, expectBoolean, expectObject, TokengraftError } from '@tokengraft/errors';
import type { NativeAddedToken, NativeTokenizer } from '@tokengraft/native';
import { refuseUnknownOptions } from './known-options.js';

/** An added token of a tokenizer. */
export interface AddedToken extends Required<AddedTokenFlags> {
  readonly id: number;
  readonly content: string;
}

export interface AddedTokenFlags {
  /** A control token: decoding can skip it, texts can be refused for it. */
  readonly special?: boolean;
  /** Match only where no word character stands beside it. Default false. */
  readonly singleWord?: boolean;
  /** Take the white space before it, too. Default false. */
  readonly lstrip?: boolean;
  /** Take the white space behind it, too. Default false. */
  readonly rstrip?: boolean;
  /** Match in the normalized text instead of the text as written. Default: true for general tokens, false for special ones. */
  readonly normalized?: boolean;
}

/** A token to add: its text, or its text with flags. */
export type TokenInput = string | ({ readonly content: string } & AddedTokenFlags);

/** In the order of the bits that native code has for them. */
const flagNames = ['special', 'singleWord', 'lstrip', 'rstrip', 'normalized'] as const;

/** `tokens` with `flags` as defaults, in the form the native side takes; ids are not decided here. */
export function readTokenInputs(tokens: unknown, flags: unknown, special: boolean): NativeAddedToken[] {
  const defaults = { special, ...readFlags('flags', flags) };
  const inputs = expectArray('tokens', tokens).map((token, index) => {
    // Of hundreds of thousands, most are strings: none of them is given a name.
    if (isContent(token)) return completeToken(token, defaults);
    const { content, ...own } = readTokenInput(`tokens[${index}]`, token);
    return completeToken(content, { ...defaults, ...own });
  });
  refuseContradictions(inputs);
  return inputs;
}

/** Refuses a general token where only special ones are meant. */
export function expectAllSpecial(tokens: readonly NativeAddedToken[]): readonly NativeAddedToken[] {
  const general = tokens.findIndex((token) => !token.special);
  if (general >= 0) throw new TypeError(`tokens[${general}].special is false; add general tokens with addTokens`);
  return tokens;
}

/** The added tokens of `tokenizer`, by id. */
export function addedTokensOf(tokenizer: NativeTokenizer): AddedToken[] {
  const { ids, contents, flags } = tokenizer.addedTokens();
  return contents.map((content, index) => {
    const bits = flags[index] ?? 0;
    const has = (bit: number): boolean => ((bits >> bit) & 1) === 1;
    const id = ids[index] ?? 0;
    return { id, content, special: has(0), singleWord: has(1), lstrip: has(2), rstrip: has(3), normalized: has(4) };
  });
}

/** The flags of `token` as native code takes them. */
export function flagBits(token: AddedToken): number {
  return flagNames.reduce((bits, name, bit) => bits | (Number(token[name]) << bit), 0);
}

export function sameFlags(left: AddedToken, right: AddedToken): boolean {
  return flagNames.every((name) => left[name] === right[name]);
}

function readTokenInput(name: string, token: unknown): { content: string } & AddedTokenFlags {
  if (typeof token === 'string') return { content: expectContent(name, token) };
  const object = expectObject(name, token);
  return { content: expectContent(`${name}.content`, object['content']), ...readFlags(name, token, ['content']) };
}

function readFlags(name: string, value: unknown, otherKeys: readonly string[] = []): AddedTokenFlags {
  refuseUnknownOptions(value, [...otherKeys, ...flagNames], name);
  const object = expectObject(name, value);
  const given = flagNames.filter((flag) => object[flag] !== undefined);
  return Object.fromEntries(given.map((flag) => [flag, expectBoolean(`${name}.${flag}`, object[flag])]));
}

function completeToken(content: string, flags: AddedTokenFlags): NativeAddedToken {
  const { special = false, singleWord = false, lstrip = false, rstrip = false, normalized = !special } = flags;
  return { id: 0, content, special, singleWord, lstrip, rstrip, normalized };
}

function expectContent(name: string, value: unknown): string {
  if (isContent(value)) return value;
  throw new TypeError(`expected a non-empty string of whole characters for ${name}, received ${JSON.stringify(value)}`);
}

function isContent(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !hasUnpairedSurrogate(value);
}

function hasUnpairedSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/** One token named twice is one token; with different flags it is a question that only the caller can answer. */
function refuseContradictions(tokens: readonly NativeAddedToken[]): void {
  const seen = new Map<string, NativeAddedToken>();
  for (const token of tokens) {
    const earlier = seen.get(token.content);
    if (earlier !== undefined && !sameFlags(earlier, token)) {
      const message = `the token ${JSON.stringify(token.content)} is asked for twice with different flags; name it once`;
      throw new TokengraftError('bad-argument', message, { token: token.content, flags: [earlier, token] });
    }
    seen.set(token.content, token);
  }
}
