// Rows in the form of `JsonRowBlock`, counted and put into columns by native code, many at once.

import { native, type NativeRowColumns } from '@tokengraft/native';

const sums = 6;
const buckets = 64;

/** What the last call took of the words it was given, from the first one on. */
export class RowCount {
  readonly #words = new Uint32Array(sums + buckets);

  get words(): number {
    return this.#words[0] ?? 0;
  }
  get rows(): number {
    return this.#words[1] ?? 0;
  }
  get ids(): number {
    return this.#words[2] ?? 0;
  }
  get supervised(): number {
    return this.#words[3] ?? 0;
  }
  get longest(): number {
    return this.#words[4] ?? 0;
  }
  get largestId(): number {
    return this.#words[5] ?? 0;
  }
  /** Rows by length: 0, 1, 2, 3, 4 … 5, 6 … 7, 8 … 11, 12 … 15: two buckets for each power of two. */
  get lengths(): Uint32Array {
    return this.#words.subarray(sums);
  }

  /** Counts rows of `words` up to the first without ids, with more than `longest`, or without supervised ones. */
  takeFinished(words: Uint32Array, longest: number, mayBeUnsupervised: boolean): void {
    native().countRows(words, Math.min(longest, Number.MAX_SAFE_INTEGER), mayBeUnsupervised, this.#words);
  }

  /**
   * Puts rows of `words` behind the first `rows` of `columns`, up to the first that finds no room, that is not kept as it
   * is, that is a side of a comparison, or that is broken.
   */
  take(words: Uint32Array, padding: RowPadding, columns: RowColumns, rows: number): void {
    native().appendRows(words, padding, columns, rows, this.#words);
  }
}

export interface RowPadding {
  readonly id: number;
  /** Ids that a row has at least, and of what it has a multiple. */
  readonly least: number;
  readonly multiple: number;
  readonly left: boolean;
}

/** Views of memory that rows are put into: −100 is 2^32 − 100 in `labels`, row i has the places offsets[i] to offsets[i + 1]. */
export type RowColumns = NativeRowColumns;
