// Documents laid end to end and cut every `length` ids: no padding, and documents may begin in one row and end in the next.

import type { RowDocument } from '../rows/block-builder.js';
import { moveRuns } from '../encode/truncate.js';

export class Wrapper {
  readonly #length: number;
  readonly #onRow: (documents: readonly RowDocument[]) => Promise<void> | undefined;
  #row: RowDocument[] = [];
  #used = 0;

  constructor(length: number, onRow: (documents: readonly RowDocument[]) => Promise<void> | undefined) {
    this.#length = length;
    this.#onRow = onRow;
  }

  /** `document` is copied. */
  async add(document: RowDocument): Promise<void> {
    for (let at = 0; at < document.ids.length;) {
      const end = Math.min(document.ids.length, at + this.#length - this.#used);
      this.#row.push(sliceDocument(document, at, end));
      this.#used += end - at;
      at = end;
      if (this.#used === this.#length) await this.end();
    }
  }

  /** Hands on the last row, which may be shorter. */
  async end(): Promise<void> {
    if (this.#row.length > 0) await this.#onRow(this.#row);
    this.#row = [];
    this.#used = 0;
  }
}

/** A copy of a part of a document. */
export function sliceDocument({ ids, runs }: RowDocument, from: number, to: number): RowDocument {
  const moved: number[] = [];
  moveRuns(Array.from(runs), [from, to], 0, moved);
  return { ids: ids.slice(from, to), runs: moved };
}
