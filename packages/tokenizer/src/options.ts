// What calls of a tokenizer may ask, and the check of it. An option that is not known is refused, never ignored.

import { expectBoolean, expectInteger, expectOneOf, expectSignal, expectString } from '@tokengraft/errors';
import type { OffsetUnitNumber, SpecialPolicyNumber } from '@tokengraft/native';
import { refuseUnknownOptions } from './known-options.js';
import {
  checkPadding,
  checkTruncation,
  type PaddingOptions,
  type TruncationOptions,
} from './framing/truncation-options.js';
import { checkSpecialSets, type CheckedSpecialSets, type SpecialTokenSets } from './special/special-sets.js';

/** What the content of a special token in the text is: the token's id, ordinary text, or a reason to refuse the text. */
export type SpecialPolicy = 'match' | 'literal' | 'refuse';

/** What offsets count: indices of JavaScript strings, UTF-8 bytes, or code points as Python strings do. */
export type OffsetUnit = 'utf16' | 'utf8' | 'codepoint';

export interface EncodeOptions {
  /** Run the template that adds BOS, EOS and the like. Default true. */
  readonly addSpecialTokens?: boolean;
  /** A policy for all special tokens, or tiktoken's sets of them. Default 'match'. */
  readonly special?: SpecialPolicy | SpecialTokenSets;
}

/** What many texts are encoded on: the processor's cores, or a CUDA device. */
export type Device = 'cpu' | 'cuda';

export interface BatchOptions extends EncodeOptions {
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /**
   * Default 'cpu'. The ids are the same on each. 'cuda' fails with `unsupported` where there is no device, and for what none can run:
   * models other than byte-level BPE, and split patterns without a scanner.
   */
  readonly device?: Device;
}

export interface EncodingOptions extends EncodeOptions {
  /** A second sequence, joined to the first by the tokenizer's template. */
  readonly pair?: string;
  /** Default 'utf16'. */
  readonly offsets?: OffsetUnit;
  /** Default: none. */
  readonly truncation?: TruncationOptions | undefined;
  /** Default: none. */
  readonly padding?: PaddingOptions | undefined;
}

export interface EncodingBatchOptions extends Omit<EncodingOptions, 'pair'> {
  readonly signal?: AbortSignal;
}

export interface DecodeBytesOptions {
  /** Leave special tokens out. Default false. */
  readonly skipSpecialTokens?: boolean;
}

export interface DecodeOptions extends DecodeBytesOptions {
  /**
   * Close up the spaces before punctuation and English contractions, as transformers does after decoding; 'configured':
   * if the model's tokenizer_config.json says so. Default false: the text is the decoder's, exactly.
   */
  readonly cleanUpTokenizationSpaces?: boolean | 'configured';
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
  readonly special: SpecialPolicyNumber | CheckedSpecialSets;
}

export interface CheckedBatchOptions extends CheckedEncodeOptions {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  readonly device: Device;
}

export interface CheckedEncodingOptions extends CheckedEncodeOptions {
  readonly unit: OffsetUnitNumber;
  readonly truncation: Required<TruncationOptions> | undefined;
  readonly padding: Required<PaddingOptions> | undefined;
}

const encodeDefaults: CheckedEncodeOptions = { addSpecialTokens: true, special: specialPolicies.match };
const encodeKeys = ['addSpecialTokens', 'special'] as const;

export function checkEncodeOptions(options: EncodeOptions | undefined): CheckedEncodeOptions {
  if (options === undefined) return encodeDefaults;
  refuseUnknownOptions(options, encodeKeys);
  return readEncodeOptions(options);
}

export function checkBatchOptions(options: BatchOptions | undefined): CheckedBatchOptions {
  if (options === undefined) return { ...encodeDefaults, threads: 0, signal: undefined, device: 'cpu' };
  refuseUnknownOptions(options, [...encodeKeys, 'threads', 'signal', 'device']);
  const { threads = 0, signal, device = 'cpu' } = options;
  return {
    ...readEncodeOptions(options),
    threads: expectInteger('options.threads', threads, 0, maxThreads),
    signal: signal === undefined ? undefined : expectSignal('options.signal', signal),
    device: expectOneOf('options.device', device, ['cpu', 'cuda']),
  };
}

const encodingKeys = [...encodeKeys, 'offsets', 'truncation', 'padding'] as const;
const encodingDefaults = { ...encodeDefaults, unit: offsetUnits.utf16, truncation: undefined, padding: undefined };

export function checkEncodingOptions(
  options: EncodingOptions | undefined,
): CheckedEncodingOptions & { readonly pair: string | undefined } {
  if (options === undefined) return { ...encodingDefaults, pair: undefined };
  refuseUnknownOptions(options, [...encodingKeys, 'pair']);
  const { pair } = options;
  return {
    ...readEncodingOptions(options),
    pair: pair === undefined ? undefined : expectString('options.pair', pair),
  };
}

export function checkEncodingBatchOptions(
  options: EncodingBatchOptions | undefined,
): CheckedEncodingOptions & { readonly signal: AbortSignal | undefined } {
  if (options === undefined) return { ...encodingDefaults, signal: undefined };
  refuseUnknownOptions(options, [...encodingKeys, 'signal']);
  const { signal } = options;
  return {
    ...readEncodingOptions(options),
    signal: signal === undefined ? undefined : expectSignal('options.signal', signal),
  };
}

export function checkDecodeBytesOptions(options: DecodeBytesOptions | undefined): boolean {
  if (options === undefined) return false;
  refuseUnknownOptions(options, ['skipSpecialTokens']);
  return expectBoolean('options.skipSpecialTokens', options.skipSpecialTokens ?? false);
}

/** Decode options as the rest takes them. */
export interface CheckedDecodeOptions {
  readonly skipSpecialTokens: boolean;
  readonly cleanUp: boolean;
}

const decodeKeys = ['skipSpecialTokens', 'cleanUpTokenizationSpaces'] as const;

/** `configured`: what the model's configuration says about cleaning up. */
export function checkDecodeOptions(options: DecodeOptions | undefined, configured: boolean): CheckedDecodeOptions {
  if (options === undefined) return { skipSpecialTokens: false, cleanUp: false };
  refuseUnknownOptions(options, decodeKeys);
  return readDecodeOptions(options, configured);
}

export function checkBatchDecodeOptions(
  options: BatchDecodeOptions | undefined,
  configured: boolean,
): CheckedDecodeOptions & { readonly signal: AbortSignal | undefined } {
  if (options === undefined) return { skipSpecialTokens: false, cleanUp: false, signal: undefined };
  refuseUnknownOptions(options, [...decodeKeys, 'signal']);
  const { signal } = options;
  return {
    ...readDecodeOptions(options, configured),
    signal: signal === undefined ? undefined : expectSignal('options.signal', signal),
  };
}

const maxThreads = 1024;

function readEncodeOptions({ addSpecialTokens = true, special = 'match' }: EncodeOptions): CheckedEncodeOptions {
  return {
    addSpecialTokens: expectBoolean('options.addSpecialTokens', addSpecialTokens),
    special: readSpecial(special),
  };
}

function readSpecial(special: SpecialPolicy | SpecialTokenSets): SpecialPolicyNumber | CheckedSpecialSets {
  if (typeof special === 'object' && special !== null) return checkSpecialSets(special);
  return specialPolicies[expectOneOf('options.special', special, ['match', 'literal', 'refuse'])];
}

function readEncodingOptions(options: Omit<EncodingOptions, 'pair'>): CheckedEncodingOptions {
  const { offsets = 'utf16', truncation, padding } = options;
  return {
    ...readEncodeOptions(options),
    unit: offsetUnits[expectOneOf('options.offsets', offsets, ['utf16', 'utf8', 'codepoint'])],
    truncation: truncation === undefined ? undefined : checkTruncation(truncation),
    padding: padding === undefined ? undefined : checkPadding(padding),
  };
}

function readDecodeOptions(options: DecodeOptions, configured: boolean): CheckedDecodeOptions {
  const { skipSpecialTokens = false, cleanUpTokenizationSpaces = false } = options;
  const wanted = cleanUpTokenizationSpaces === 'configured' ? configured : cleanUpTokenizationSpaces;
  return {
    skipSpecialTokens: expectBoolean('options.skipSpecialTokens', skipSpecialTokens),
    cleanUp: expectBoolean('options.cleanUpTokenizationSpaces', wanted),
  };
}
