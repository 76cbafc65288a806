// One encoded sequence before a template is put around it.

import type { NativeTokenizer } from '@tokengraft/native';

export interface Sequence {
  readonly ids: Uint32Array;
  readonly tokens: readonly string[];
  /** Two numbers an id. */
  readonly offsets: Uint32Array;
  readonly wordIds: Int32Array;
}

export function tokensOf(tokenizer: NativeTokenizer, ids: Uint32Array): string[] {
  return Array.from(ids, (id) => tokenizer.idToToken(id) ?? '');
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
