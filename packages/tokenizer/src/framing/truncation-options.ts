// What a caller may ask about the length of encodings: cutting long ones, filling up short ones.

import { expectBoolean, expectInteger, expectOneOf, expectString, TokengraftError } from '@tokengraft/errors';
import { refuseUnknownOptions } from '../known-options.js';

/** Which sequence is cut: the longer one until both fit, or one and never the other. */
export type TruncationStrategy = 'longest_first' | 'only_first' | 'only_second';

export type Side = 'left' | 'right';

export interface TruncationOptions {
  /** Ids an encoding has at most, those that the template adds included. */
  readonly maxLength: number;
  /** Default 'longest_first'. */
  readonly strategy?: TruncationStrategy;
  /** The side that is cut off. Default 'right'. */
  readonly side?: Side;
  /** Ids that an overflowing encoding repeats of its neighbour. Default 0. */
  readonly stride?: number;
  /** Keep what is cut off as `overflowing`. Default true. */
  readonly overflow?: boolean;
}

export interface PaddingOptions {
  /** Fill up to so many ids, or to the longest encoding of a batch. Default 'longest'. */
  readonly length?: number | 'longest';
  /** Round the length up to a multiple of this. Default 1. */
  readonly padToMultipleOf?: number;
  /** The side that is filled. Default 'right'. */
  readonly side?: Side;
  /** Default 0. */
  readonly padId?: number;
  /** Default '[PAD]'. */
  readonly padToken?: string;
  /** Default 0. */
  readonly padTypeId?: number;
}

const strategies = ['longest_first', 'only_first', 'only_second'] as const;
const sides = ['left', 'right'] as const;
const truncationKeys = ['maxLength', 'strategy', 'side', 'stride', 'overflow'] as const;
const paddingKeys = ['length', 'padToMultipleOf', 'side', 'padId', 'padToken', 'padTypeId'] as const;

export function checkTruncation(options: TruncationOptions): Required<TruncationOptions> {
  refuseUnknownOptions(options, truncationKeys, 'options.truncation');
  const { maxLength, strategy = 'longest_first', side = 'right', stride = 0, overflow = true } = options;
  const checked = {
    maxLength: expectInteger('options.truncation.maxLength', maxLength, 0, longest),
    strategy: expectOneOf('options.truncation.strategy', strategy, strategies),
    side: expectOneOf('options.truncation.side', side, sides),
    stride: expectInteger('options.truncation.stride', stride, 0, longest),
    overflow: expectBoolean('options.truncation.overflow', overflow),
  };
  refuseWideStride(checked.stride, checked.maxLength, '');
  return checked;
}

/** A stride of the whole length would never get on. */
export function refuseWideStride(stride: number, length: number, because: string): void {
  if (stride === 0 || stride < length) return;
  const message = `truncation.stride is ${stride}, but must be less than the ${length} ids that a part has${because}; pass a smaller stride or a larger maxLength`;
  throw new TokengraftError('bad-argument', message, { option: 'truncation.stride', stride, length });
}

export function checkPadding(options: PaddingOptions): Required<PaddingOptions> {
  refuseUnknownOptions(options, paddingKeys, 'options.padding');
  const { length = 'longest', padToMultipleOf = 1, side = 'right' } = options;
  const { padId = 0, padToken = '[PAD]', padTypeId = 0 } = options;
  return {
    length: length === 'longest' ? length : expectInteger('options.padding.length', length, 0, longestFilled),
    padToMultipleOf: expectInteger('options.padding.padToMultipleOf', padToMultipleOf, 1, longestFilled),
    side: expectOneOf('options.padding.side', side, sides),
    padId: expectInteger('options.padding.padId', padId, 0, 0xffff_ffff),
    padToken: expectString('options.padding.padToken', padToken),
    padTypeId: expectInteger('options.padding.padTypeId', padTypeId, 0, 0xff),
  };
}

/** Ids of an encoding: more than any text that can be encoded has. */
const longest = 2 ** 28;
/** Ids that are made of nothing: few enough to allocate, more than any model can read. */
const longestFilled = 2 ** 24;
