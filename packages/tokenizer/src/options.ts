// What calls of a tokenizer may ask, and the check of it. An option that is not known is refused, never ignored.

import {
  expectBoolean,
  expectInteger,
  expectObject,
  expectOneOf,
  expectSignal,
  expectString,
} from '@tokengraft/errors';
import type { OffsetUnitNumber, SpecialPolicyNumber } from '@tokengraft/native';

/** What the content of a special token in the text is: the token's id, ordinary text, or a reason to refuse the text. */
export type SpecialPolicy = 'match' | 'literal' | 'refuse';

/** What offsets count: indices of JavaScript strings, UTF-8 bytes, or code points as Python strings do. */
export type OffsetUnit = 'utf16' | 'utf8' | 'codepoint';

export interface EncodeOptions {
  /** Run the template that adds BOS, EOS and the like. Default true. */
  readonly addSpecialTokens?: boolean;
  /** Default 'match'. */
  readonly special?: SpecialPolicy;
}

export interface BatchOptions extends EncodeOptions {
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

export interface EncodingOptions extends EncodeOptions {
  /** A second sequence, joined to the first by the tokenizer's template. */
  readonly pair?: string;
  /** Default 'utf16'. */
  readonly offsets?: OffsetUnit;
}

export interface DecodeOptions {
  /** Leave special tokens out of the text. Default false. */
  readonly skipSpecialTokens?: boolean;
}

export interface BatchDecodeOptions extends DecodeOptions {
  readonly signal?: AbortSignal;
}

export const specialPolicies = { match: 0, literal: 1, refuse: 2 } as const satisfies Record<
  SpecialPolicy,
  SpecialPolicyNumber
>;

export const offsetUnits = { utf8: 1, utf16: 2, codepoint: 3 } as const satisfies Record<OffsetUnit, OffsetUnitNumber>;

/** Options as the native side takes them. */
export interface CheckedEncodeOptions {
  readonly addSpecialTokens: boolean;
  readonly special: SpecialPolicyNumber;
}

const encodeDefaults: CheckedEncodeOptions = { addSpecialTokens: true, special: specialPolicies.match };
const encodeKeys = ['addSpecialTokens', 'special'] as const;

export function checkEncodeOptions(options: EncodeOptions | undefined): CheckedEncodeOptions {
  if (options === undefined) return encodeDefaults;
  refuseUnknownOptions(options, encodeKeys);
  return readEncodeOptions(options);
}

export function checkBatchOptions(
  options: BatchOptions | undefined,
): CheckedEncodeOptions & { readonly threads: number; readonly signal: AbortSignal | undefined } {
  if (options === undefined) return { ...encodeDefaults, threads: 0, signal: undefined };
  refuseUnknownOptions(options, [...encodeKeys, 'threads', 'signal']);
  const { threads = 0, signal } = options;
  return {
    ...readEncodeOptions(options),
    threads: expectInteger('options.threads', threads, 0, maxThreads),
    signal: signal === undefined ? undefined : expectSignal('options.signal', signal),
  };
}

export function checkEncodingOptions(options: EncodingOptions | undefined): CheckedEncodeOptions & {
  readonly pair: string | undefined;
  readonly unit: OffsetUnitNumber;
} {
  if (options === undefined) return { ...encodeDefaults, pair: undefined, unit: offsetUnits.utf16 };
  refuseUnknownOptions(options, [...encodeKeys, 'pair', 'offsets']);
  const { pair, offsets = 'utf16' } = options;
  return {
    ...readEncodeOptions(options),
    pair: pair === undefined ? undefined : expectString('options.pair', pair),
    unit: offsetUnits[expectOneOf('options.offsets', offsets, ['utf16', 'utf8', 'codepoint'])],
  };
}

export function checkDecodeOptions(options: DecodeOptions | undefined): boolean {
  if (options === undefined) return false;
  refuseUnknownOptions(options, ['skipSpecialTokens']);
  return expectBoolean('options.skipSpecialTokens', options.skipSpecialTokens ?? false);
}

export function checkBatchDecodeOptions(options: BatchDecodeOptions | undefined): {
  readonly skipSpecialTokens: boolean;
  readonly signal: AbortSignal | undefined;
} {
  if (options === undefined) return { skipSpecialTokens: false, signal: undefined };
  refuseUnknownOptions(options, ['skipSpecialTokens', 'signal']);
  const { skipSpecialTokens = false, signal } = options;
  return {
    skipSpecialTokens: expectBoolean('options.skipSpecialTokens', skipSpecialTokens),
    signal: signal === undefined ? undefined : expectSignal('options.signal', signal),
  };
}

const maxThreads = 1024;

/** Options of the field's other libraries that change ids: silence would be a wrong answer. */
const notSupportedYet = ['truncation', 'padding', 'maxLength', 'stride'];

/** Refuses an object with a member that is not in `known`. */
export function refuseUnknownOptions(options: unknown, known: readonly string[], name = 'options'): void {
  for (const key of Object.keys(expectObject(name, options))) {
    if (known.includes(key)) continue;
    if (notSupportedYet.includes(key)) throw new TypeError(`${name}.${key} is not supported yet`);
    throw new TypeError(`${name}.${key} is not known; ${name} takes ${known.join(', ')}`);
  }
}

function readEncodeOptions({ addSpecialTokens = true, special = 'match' }: EncodeOptions): CheckedEncodeOptions {
  return {
    addSpecialTokens: expectBoolean('options.addSpecialTokens', addSpecialTokens),
    special: specialPolicies[expectOneOf('options.special', special, ['match', 'literal', 'refuse'])],
  };
}
