// Ranges of characters to a mask of ids.

import type { TextRange } from '../encode-chat.js';

/**
 * 1 for each id that shares a character with a range; ids without characters have 0. So of a character that takes several
 * ids all are in.
 */
export function maskIds(ranges: readonly TextRange[], offsets: Uint32Array): Uint8Array {
  const mask = new Uint8Array(offsets.length / 2);
  const sorted = ranges.toSorted((a, b) => a.begin - b.begin);
  let at = 0;
  for (let index = 0; index < mask.length; ++index) {
    const [begin, end] = [offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0];
    while (at < sorted.length && (sorted[at]?.end ?? 0) <= begin) ++at;
    const range = sorted[at];
    if (range !== undefined && begin < end && range.begin < end) mask[index] = 1;
  }
  return mask;
}
