// Fills encodings up to a common length.

import type { Encoding } from '../encoding.js';
import { withOverflowing, withTokens } from './lazy-tokens.js';
import type { PaddingOptions } from './truncation-options.js';

/** All encodings and what overflows of them, at least as long as asked for; longer ones stay as they are. */
export function padAll(encodings: readonly Encoding[], options: Required<PaddingOptions>): Encoding[] {
  const { length, padToMultipleOf: multiple } = options;
  const wanted = length === 'longest' ? longestOf(encodings) : length;
  const target = Math.ceil(wanted / multiple) * multiple;
  return encodings.map((encoding) => pad(encoding, target, options));
}

function longestOf(encodings: readonly Encoding[]): number {
  return encodings.reduce((longest, { ids }) => Math.max(longest, ids.length), 0);
}

function pad(encoding: Encoding, target: number, options: Required<PaddingOptions>): Encoding {
  const overflowing = encoding.overflowing.map((each) => pad(each, target, options));
  const missing = target - encoding.ids.length;
  if (missing <= 0) return withOverflowing(encoding, overflowing);
  const before = options.side === 'left' ? missing : 0;
  const filled = {
    ids: place(new Uint32Array(target).fill(options.padId), encoding.ids, before),
    offsets: place(new Uint32Array(2 * target), encoding.offsets, 2 * before),
    attentionMask: place(new Uint8Array(target), encoding.attentionMask, before),
    typeIds: place(new Uint8Array(target).fill(options.padTypeId), encoding.typeIds, before),
    specialTokensMask: place(new Uint8Array(target).fill(1), encoding.specialTokensMask, before),
    wordIds: place(new Int32Array(target).fill(-1), encoding.wordIds, before),
    sequenceIds: place(new Int32Array(target).fill(-1), encoding.sequenceIds, before),
    overflowing,
  };
  return withTokens(filled, () => {
    const filler = Array.from({ length: missing }, () => options.padToken);
    return before > 0 ? [...filler, ...encoding.tokens] : [...encoding.tokens, ...filler];
  });
}

function place<T extends Uint32Array | Uint8Array | Int32Array>(room: T, values: T, at: number): T {
  room.set(values, at);
  return room;
}
