// Where documents stand in the shards' files, so that they can be read again in any order.

import { sliceDocument } from '../pack/wrap.js';
import { RowFileReader, wordsOf } from '../rows/row-file.js';
import type { RowDocument } from '../rows/block-builder.js';
import { rowsPath } from '../shards/record.js';
import type { StreamedRow } from './row-stream.js';

const openFiles = 64;

export class DocumentIndex {
  readonly #root: string;
  readonly #readers = new Map<number, RowFileReader>();
  #offsets = new Float64Array(1024);
  #words = new Uint32Array(1024);
  #shards = new Uint32Array(1024);
  /** Of a document that is a part of its row: where it begins. */
  readonly #froms = new Map<number, number>();
  #lengths = new Uint32Array(1024);
  count = 0;
  longest = 0;

  constructor(root: string) {
    this.#root = root;
  }

  /** The ids `from` to `to` of a row. */
  add({ row, shard, offset }: StreamedRow, from: number, to: number): void {
    if (this.count === this.#offsets.length) this.#grow();
    this.#offsets[this.count] = offset;
    this.#words[this.count] = wordsOf(row);
    this.#shards[this.count] = shard;
    this.#lengths[this.count] = to - from;
    if (from > 0 || to < row.ids.length) this.#froms.set(this.count, from);
    this.longest = Math.max(this.longest, to - from);
    this.count++;
  }

  #grow(): void {
    const grown = <T extends Float64Array | Uint32Array>(old: T, larger: T): T => {
      larger.set(old);
      return larger;
    };
    const size = this.count * 2;
    this.#offsets = grown(this.#offsets, new Float64Array(size));
    this.#words = grown(this.#words, new Uint32Array(size));
    this.#shards = grown(this.#shards, new Uint32Array(size));
    this.#lengths = grown(this.#lengths, new Uint32Array(size));
  }

  lengths(): Uint32Array {
    return this.#lengths.subarray(0, this.count);
  }

  /** Valid until the next one is read. */
  read(index: number): RowDocument {
    const row = this.#reader(this.#shards[index] ?? 0).read(this.#offsets[index] ?? 0, this.#words[index] ?? 0);
    const from = this.#froms.get(index);
    return from === undefined ? row : sliceDocument(row, from, from + (this.#lengths[index] ?? 0));
  }

  #reader(shard: number): RowFileReader {
    const known = this.#readers.get(shard);
    if (known !== undefined) return known;
    if (this.#readers.size >= openFiles) this.close();
    const reader = new RowFileReader(rowsPath(this.#root, shard));
    this.#readers.set(shard, reader);
    return reader;
  }

  close(): void {
    for (const reader of this.#readers.values()) reader.close();
    this.#readers.clear();
  }
}
