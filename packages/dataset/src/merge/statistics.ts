// What the manifest tells of a data set, counted while its rows go by.

import type { RowCount } from '@tokengraft/tokenizer';
import { isDropped, type Reason } from '../rows/reasons.js';
import { rowsOf, type OutputBlock } from '../rows/output-block.js';
import type { StoredRow } from '../rows/row-file.js';

export interface LengthBucket {
  /** Lengths from `from` to `to`. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
}

export interface SourceStatistics {
  readonly path: string;
  /** Rows of ids that were kept, their ids, and how many of these are supervised. */
  readonly rows: number;
  readonly tokens: number;
  readonly supervised: number;
  readonly dropped: number;
}

export interface DatasetStatistics {
  readonly sourceRows: number;
  /** Rows before packing. */
  readonly documents: number;
  readonly tokens: number;
  readonly supervised: number;
  /** Ids of the sources that are in no row. */
  readonly lostTokens: number;
  /** By reason code; `kept` are the rows that nothing happened to. */
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  readonly lengths: readonly LengthBucket[];
  readonly longest: number;
  readonly sources: readonly SourceStatistics[];
  /** Finished rows, their ids with padding, and how many ids are none. */
  readonly rows: number;
  readonly slots: number;
  readonly padding: number;
}

interface MutableSource {
  rows: number;
  tokens: number;
  supervised: number;
  dropped: number;
}

export class StatisticsCounter {
  readonly #sources: MutableSource[];
  readonly #reasons = new Map<Reason, number>();
  readonly #lengths = new Map<number, number>();
  #longest = 0;
  #lost = 0;
  #rows = 0;
  #slots = 0;
  #padding = 0;

  constructor(inputs: number) {
    this.#sources = Array.from({ length: inputs }, () => ({ rows: 0, tokens: 0, supervised: 0, dropped: 0 }));
  }

  addRow(input: number, { ids, runs, lost }: StoredRow, reason: Reason): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
    const source = this.#sources[input];
    if (source === undefined) return;
    this.#lost += lost;
    if (isDropped(reason)) {
      if (reason === 'dropped-duplicate') this.#lost += ids.length;
      source.dropped++;
      return;
    }
    source.rows++;
    source.tokens += ids.length;
    for (let at = 0; at < runs.length; at += 2) source.supervised += (runs[at + 1] ?? 0) - (runs[at] ?? 0);
    this.#longest = Math.max(this.#longest, ids.length);
    this.#addLength(bucketOf(ids.length), 1);
  }

  /** Rows that nothing happened to. */
  addRows(input: number, count: RowCount): void {
    const source = this.#sources[input];
    if (source === undefined || count.rows === 0) return;
    this.#reasons.set('kept', (this.#reasons.get('kept') ?? 0) + count.rows);
    source.rows += count.rows;
    source.tokens += count.ids;
    source.supervised += count.supervised;
    this.#longest = Math.max(this.#longest, count.longest);
    for (const [bucket, rows] of count.lengths.entries()) if (rows > 0) this.#addLength(beginOf(bucket), rows);
  }

  #addLength(bucket: number, rows: number): void {
    this.#lengths.set(bucket, (this.#lengths.get(bucket) ?? 0) + rows);
  }

  addBad(input: number, count: number): void {
    if (count === 0) return;
    this.#reasons.set('bad-row', (this.#reasons.get('bad-row') ?? 0) + count);
    const source = this.#sources[input];
    if (source !== undefined) source.dropped += count;
  }

  addBlock(block: OutputBlock): void {
    this.#rows += rowsOf(block);
    this.#slots += block.inputIds.length;
    this.#padding += paddingOf(block);
  }

  end(paths: readonly string[], sourceRows: number): DatasetStatistics {
    const sum = (key: keyof MutableSource): number => this.#sources.reduce((total, source) => total + source[key], 0);
    return {
      sourceRows,
      documents: sum('rows'),
      tokens: sum('tokens'),
      supervised: sum('supervised'),
      lostTokens: this.#lost,
      reasons: Object.fromEntries([...this.#reasons].sort(([a], [b]) => (a < b ? -1 : 1))),
      lengths: [...this.#lengths].sort(([a], [b]) => a - b).map(([from, rows]) => ({ from, to: endOf(from), rows })),
      longest: this.#longest,
      sources: this.#sources.map((source, index) => ({ path: paths[index] ?? '', ...source })),
      rows: this.#rows,
      slots: this.#slots,
      padding: this.#padding,
    };
  }
}

/** Padding stands at one end of each row. */
function paddingOf({ offsets, attentionMask: mask }: OutputBlock): number {
  let padding = 0;
  for (let row = 1; row < offsets.length; row++) {
    let [begin, end] = [offsets[row - 1] ?? 0, offsets[row] ?? 0];
    while (begin < end && mask[begin] === 0) begin++;
    while (begin < end && mask[end - 1] === 0) end--;
    padding += (offsets[row] ?? 0) - (offsets[row - 1] ?? 0) - (end - begin);
  }
  return padding;
}

/** The beginning of the bucket that a length falls into: 1, 2, 3, 4, 6, 8, 12, 16, 24 … */
function bucketOf(length: number): number {
  if (length < 4) return length;
  const power = 1 << (31 - Math.clz32(length));
  return length >= power * 1.5 ? power * 1.5 : power;
}

/** Of a bucket that native code counted: two for each power of two. */
function beginOf(bucket: number): number {
  if (bucket < 2) return bucket;
  const power = 2 ** (bucket >> 1);
  return bucket % 2 === 0 ? power : power * 1.5;
}

function endOf(from: number): number {
  if (from < 3) return from;
  const isPower = Number.isInteger(Math.log2(from));
  return (isPower ? from * 1.5 : (from / 1.5) * 2) - 1;
}
