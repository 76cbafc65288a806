// An encoded text with everything that is known about each id.

/** Every array has one element an id, except `offsets`, which has two: begin and end. */
export interface Encoding {
  readonly ids: Uint32Array;
  readonly tokens: readonly string[];
  /** Where the id stands in its sequence, in the unit asked for; 0, 0 for ids that the template or padding inserted. */
  readonly offsets: Uint32Array;
  /** 0 for padding. */
  readonly attentionMask: Uint8Array;
  /** 0 for the first sequence, 1 for the second, as the template says. */
  readonly typeIds: Uint8Array;
  /** 1 for ids that the template or padding inserted. */
  readonly specialTokensMask: Uint8Array;
  /** The word of the sequence the id belongs to; -1 for none. */
  readonly wordIds: Int32Array;
  /** 0 or 1; -1 for ids that the template or padding inserted. */
  readonly sequenceIds: Int32Array;
  /** What truncation cut off, each part framed by the template; without truncation nothing. */
  readonly overflowing: readonly Encoding[];
}
