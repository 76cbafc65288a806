// One encoded sequence before a template is put around it.

export interface Sequence {
  readonly ids: Uint32Array;
  /** Two numbers an id. */
  readonly offsets: Uint32Array;
  readonly wordIds: Int32Array;
}

/** A part of a sequence: what truncation keeps, or a piece of what it cuts off. */
export interface Chunk {
  readonly start: number;
  readonly stop: number;
}

/** What is left of a sequence, and the chunks that were cut off in the order the reference lists them. */
export interface Chunks {
  readonly kept: Chunk;
  readonly overflowing: readonly Chunk[];
}

export function wholeSequence(length: number): Chunks {
  return { kept: { start: 0, stop: length }, overflowing: [] };
}
