// An encoded text with everything that is known about each id.

import type { NativeEncoding, NativeTokenizer } from '@tokengraft/native';

/** Every array has one element an id, except `offsets`, which has two: begin and end. */
export interface Encoding {
  readonly ids: Uint32Array;
  readonly tokens: readonly string[];
  /** Where the id stands in its sequence, in the unit asked for; 0, 0 for ids that the template inserted. */
  readonly offsets: Uint32Array;
  readonly attentionMask: Uint8Array;
  /** 0 for the first sequence, 1 for the second, as the template says. */
  readonly typeIds: Uint8Array;
  /** 1 for ids that the template inserted. */
  readonly specialTokensMask: Uint8Array;
  /** The word of the sequence the id belongs to; -1 for none. */
  readonly wordIds: Int32Array;
  /** 0 or 1; -1 for ids that the template inserted. */
  readonly sequenceIds: Int32Array;
  /** What truncation cut off; without truncation nothing. */
  readonly overflowing: readonly Encoding[];
}

export function toEncoding(native: NativeEncoding, tokenizer: NativeTokenizer): Encoding {
  return {
    ids: native.ids,
    tokens: Array.from(native.ids, (id) => tokenizer.idToToken(id) ?? ''),
    offsets: native.offsets,
    attentionMask: new Uint8Array(native.ids.length).fill(1),
    typeIds: native.typeIds,
    specialTokensMask: native.specialTokensMask,
    wordIds: native.wordIds,
    sequenceIds: native.sequenceIds,
    overflowing: [],
  };
}
