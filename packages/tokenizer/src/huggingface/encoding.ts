// An encoding under the names of Hugging Face `tokenizers`: plain arrays, offsets in pairs, null for no word.

import type { Encoding as OwnEncoding } from '../encoding.js';

export class Encoding {
  readonly #own: OwnEncoding;

  constructor(own: OwnEncoding) {
    this.#own = own;
  }

  get length(): number {
    return this.#own.ids.length;
  }

  get ids(): number[] {
    return [...this.#own.ids];
  }

  get tokens(): string[] {
    return [...this.#own.tokens];
  }

  /** Begin and end of each token in code points, as indices of a Python string. */
  get offsets(): [number, number][] {
    const { ids, offsets } = this.#own;
    return Array.from(ids, (_, index) => [offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0]);
  }

  get attention_mask(): number[] {
    return [...this.#own.attentionMask];
  }

  get special_tokens_mask(): number[] {
    return [...this.#own.specialTokensMask];
  }

  get type_ids(): number[] {
    return [...this.#own.typeIds];
  }

  get word_ids(): (number | null)[] {
    return orNull(this.#own.wordIds);
  }

  get sequence_ids(): (number | null)[] {
    return orNull(this.#own.sequenceIds);
  }

  get n_sequences(): number {
    return Math.max(1, new Set(this.#own.sequenceIds.filter((sequence) => sequence >= 0)).size);
  }

  get overflowing(): Encoding[] {
    return this.#own.overflowing.map((each) => new Encoding(each));
  }
}

function orNull(numbers: Int32Array): (number | null)[] {
  return Array.from(numbers, (number) => (number < 0 ? null : number));
}
