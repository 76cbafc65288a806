// Documents into finished rows: labels from runs, padding, positions. Rows gather in blocks that are worth writing.

import type { RowColumns, RowCount, RowPadding } from '@tokengraft/tokenizer';
import type { DatasetSettings } from '../settings.js';
import { ignored, type OutputBlock } from './output-block.js';

/** A stretch of ids that is read without knowledge of what stands beside it in the row. */
export interface RowDocument {
  readonly ids: Uint32Array;
  readonly runs: ArrayLike<number>;
}

export interface RowForm extends Pick<DatasetSettings, 'paddingSide' | 'padToMultipleOf'> {
  readonly packed: boolean;
  readonly paired: boolean;
  readonly padId: number;
  /** Rows are padded to so many ids at least. */
  readonly padTo: number;
}

const idsPerBlock = 1 << 18;
const rowsPerBlock = 1 << 13;

export class BlockBuilder {
  readonly #form: RowForm;
  readonly #padding: RowPadding;
  readonly #onBlock: (block: OutputBlock) => Promise<void>;
  #ids = new Int32Array(idsPerBlock);
  #labels = new Int32Array(idsPerBlock);
  #mask = new Int8Array(idsPerBlock);
  #positions = new Int32Array(0);
  readonly #offsets = new Uint32Array(rowsPerBlock + 1);
  #columns: RowColumns;
  #rows = 0;
  #seqOffsets: number[] = [0];
  #seqLengths: number[] = [];
  #chosen: number[] = [];

  constructor(form: RowForm, onBlock: (block: OutputBlock) => Promise<void>) {
    const { padId: id, padTo: least, padToMultipleOf: multiple, paddingSide } = form;
    this.#form = form;
    this.#padding = { id, least, multiple, left: paddingSide === 'left' };
    this.#onBlock = onBlock;
    if (form.packed) this.#positions = new Int32Array(idsPerBlock);
    this.#columns = this.#views();
  }

  #views(): RowColumns {
    return {
      ids: new Uint32Array(this.#ids.buffer),
      labels: new Uint32Array(this.#labels.buffer),
      mask: new Uint8Array(this.#mask.buffer),
      offsets: this.#offsets,
    };
  }

  get #used(): number {
    return this.#offsets[this.#rows] ?? 0;
  }

  /**
   * Takes rows in the form of their file, from the first of `words` on, and counts them: as many as the block has room
   * for and as nothing happened to. What stops it is for `addRow`. Not for packed rows.
   */
  takeRows(words: Uint32Array, count: RowCount): void {
    count.take(words, this.#padding, this.#columns, this.#rows);
    this.#rows += count.rows;
  }

  /** Adds a row of `documents`, which are copied; a promise where a block is handed on for it. */
  addRow(documents: readonly RowDocument[], chosen = 0): Promise<void> | undefined {
    let length = 0;
    for (const { ids } of documents) length += ids.length;
    const padded = this.#paddedLength(length);
    if (this.#rows > 0 && (this.#used + padded > this.#ids.length || this.#rows === rowsPerBlock)) {
      return this.flush().then(() => this.addRow(documents, chosen));
    }
    this.#makeRoom(padded);
    const padding = padded - length;
    let at = this.#used;
    if (this.#form.paddingSide === 'left') at = this.#pad(at, padding);
    for (const each of documents) at = this.#addDocument(each, at);
    if (this.#form.paddingSide === 'right') at = this.#pad(at, padding);
    this.#endRow(at, documents, chosen);
    return undefined;
  }

  #paddedLength(length: number): number {
    const { padTo, padToMultipleOf: multiple } = this.#form;
    return Math.ceil(Math.max(length, padTo) / multiple) * multiple;
  }

  #makeRoom(length: number): void {
    if (length <= this.#ids.length) return;
    this.#ids = new Int32Array(length);
    this.#labels = new Int32Array(length);
    this.#mask = new Int8Array(length);
    if (this.#form.packed) this.#positions = new Int32Array(length);
    this.#columns = this.#views();
  }

  #addDocument({ ids, runs }: RowDocument, at: number): number {
    const end = at + ids.length;
    this.#ids.set(ids, at);
    this.#mask.fill(1, at, end);
    this.#labels.fill(ignored, at, end);
    for (let run = 0; run < runs.length; run += 2) this.#learn(ids, at, runs[run] ?? 0, runs[run + 1] ?? 0);
    if (this.#form.packed && ids.length > 0) {
      // The first id of a document would be predicted from the last one of its neighbour.
      this.#labels[at] = ignored;
      for (let index = 0; index < ids.length; index++) this.#positions[at + index] = index;
    }
    return end;
  }

  #learn(ids: Uint32Array, at: number, from: number, to: number): void {
    const labels = this.#labels;
    for (let index = from; index < to; index++) labels[at + index] = ids[index] ?? 0;
  }

  #pad(at: number, count: number): number {
    const end = at + count;
    this.#ids.fill(this.#form.padId, at, end);
    this.#mask.fill(0, at, end);
    this.#labels.fill(ignored, at, end);
    if (this.#form.packed) this.#positions.fill(0, at, end);
    return end;
  }

  #endRow(end: number, documents: readonly RowDocument[], chosen: number): void {
    this.#offsets[++this.#rows] = end;
    if (this.#form.paired) this.#chosen.push(chosen);
    if (!this.#form.packed) return;
    for (const { ids } of documents) this.#seqLengths.push(ids.length);
    this.#seqOffsets.push(this.#seqLengths.length);
  }

  /** Hands on what has gathered. The block's memory is the next block's. */
  async flush(): Promise<void> {
    if (this.#rows === 0) return;
    const end = this.#used;
    const block: OutputBlock = {
      offsets: this.#offsets.slice(0, this.#rows + 1),
      inputIds: this.#ids.subarray(0, end),
      attentionMask: this.#mask.subarray(0, end),
      labels: this.#labels.subarray(0, end),
      ...(this.#form.packed
        ? {
            positionIds: this.#positions.subarray(0, end),
            seqOffsets: Uint32Array.from(this.#seqOffsets),
            seqLengths: Int32Array.from(this.#seqLengths),
          }
        : {}),
      ...(this.#form.paired ? { chosen: Int8Array.from(this.#chosen) } : {}),
    };
    this.#rows = 0;
    this.#seqOffsets = [0];
    this.#seqLengths = [];
    this.#chosen = [];
    await this.#onBlock(block);
  }
}
