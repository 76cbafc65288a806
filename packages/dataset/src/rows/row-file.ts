// Tokenized rows on disk between the stages: 32-bit little-endian words, a row after another.
// A row is its header, its runs of supervised ids (begin, end), its ids. Files are read by the machine that wrote them or
// one like it; every platform that Node.js runs on is little-endian.

import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { createHash, type Hash } from 'node:crypto';
import { TokengraftError } from '@tokengraft/errors';
import { createStreamHash } from '@tokengraft/tokenizer';
import { codeOf, reasons, type Reason } from './reasons.js';

export interface StoredRow {
  readonly ids: Uint32Array;
  /** Begin and end of each run of supervised ids, flat. */
  readonly runs: ArrayLike<number>;
  readonly reason: Reason;
  /** Of the row in its range; see SourceRow. */
  readonly line: number;
  readonly lost: number;
  /** 1: chosen, 2: rejected, 0: no comparison. */
  readonly side: number;
  /** 128 bits of the content's SHA-256; empty where nobody asked for it. */
  readonly hash: Uint32Array;
}

export const headerWords = 10;
const hashWords = 4;
const bufferBytes = 1 << 20;
const noHash = new Uint32Array();

export interface RowFileIdentity {
  /** Where it was asked for. */
  readonly sha256?: string;
  /** What readers compare, because it costs them nothing; see createStreamHash. */
  readonly checksum: string;
}

export class RowFileWriter {
  readonly #file: number;
  readonly #checksum = createStreamHash();
  readonly #digest: Hash | undefined;
  #words = new Uint32Array(bufferBytes / 4);
  #used = 0;
  bytes = 0;

  constructor(path: string, hashes: boolean) {
    this.#file = openSync(path, 'wx');
    this.#digest = hashes ? createHash('sha256') : undefined;
  }

  add({ ids, runs, reason, line, lost, side, hash }: StoredRow): void {
    const words = headerWords + runs.length + ids.length;
    if (this.#used + words > this.#words.length) this.#flush(words);
    const [at, out] = [this.#used, this.#words];
    out[at] = ids.length;
    out[at + 1] = runs.length;
    out[at + 2] = codeOf(reason);
    out[at + 3] = line;
    out[at + 4] = lost;
    out[at + 5] = side;
    for (let word = 0; word < hashWords; word++) out[at + 6 + word] = hash[word] ?? 0;
    out.set(runs, at + headerWords);
    out.set(ids, at + headerWords + runs.length);
    this.#used += words;
  }

  /** Rows that have the form of the file already. */
  addWords(rows: Uint32Array): void {
    if (this.#used + rows.length > this.#words.length) this.#flush(rows.length);
    this.#words.set(rows, this.#used);
    this.#used += rows.length;
  }

  #flush(needed = 0): void {
    const bytes = new Uint8Array(this.#words.buffer, 0, this.#used * 4);
    this.#checksum.update(bytes);
    this.#digest?.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.bytes += bytes.length;
    this.#used = 0;
    if (needed > this.#words.length) this.#words = new Uint32Array(needed);
  }

  /** Closes the file and answers with what its bytes are. */
  close(): RowFileIdentity {
    this.#flush();
    fsyncSync(this.#file);
    closeSync(this.#file);
    const sha256 = this.#digest?.digest('hex');
    return { checksum: this.#checksum.digest(), ...(sha256 === undefined ? {} : { sha256 }) };
  }

  abandon(): void {
    closeSync(this.#file);
  }
}

/**
 * The rows of a file in order, as many whole ones at a time as the buffer holds, valid until the next ones are asked for.
 * Fails with `bad-file`, behind the last row at the latest, where the file's bytes have another checksum.
 */
export function* readRowWords(path: string, expected: string): Generator<Uint32Array> {
  const file = openSync(path, 'r');
  try {
    const most = fstatSync(file).size / 4;
    const checksum = createStreamHash();
    let words = new Uint32Array(bufferBytes / 4);
    for (let held = 0; ;) {
      const end = held + readWords(file, words, held, path);
      checksum.update(new Uint8Array(words.buffer, held * 4, (end - held) * 4));
      if (end === held) return expectEnd(path, held, checksum.digest(), expected);
      const whole = endOfRows(words, end);
      if (whole > 0) yield words.subarray(0, whole);
      held = end - whole;
      const need = held < headerWords ? headerWords : rowWords(words, whole);
      if (need > most) throw cutOff(path);
      words = moveToFront(words, whole, end, need);
    }
  } finally {
    closeSync(file);
  }
}

/** Where the last whole row ends. */
function endOfRows(words: Uint32Array, end: number): number {
  for (let at = 0; ;) {
    const next = end - at < headerWords ? Infinity : at + rowWords(words, at);
    if (next > end) return at;
    at = next;
  }
}

/** Reads one row by the place that `locateRows` gave. */
export class RowFileReader {
  readonly #file: number;
  readonly #path: string;
  #words = new Uint32Array(1 << 16);

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'r');
  }

  read(offset: number, words: number): StoredRow {
    if (this.#words.length < words) this.#words = new Uint32Array(words * 2);
    const bytes = new Uint8Array(this.#words.buffer, 0, words * 4);
    if (readSync(this.#file, bytes, 0, bytes.length, offset * 4) !== bytes.length) throw cutOff(this.#path);
    return rowAt(this.#words, 0);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The words that a row takes in its file. */
export function wordsOf({ ids, runs }: Pick<StoredRow, 'ids' | 'runs'>): number {
  return headerWords + runs.length + ids.length;
}

export function rowWords(words: Uint32Array, at: number): number {
  return headerWords + (words[at] ?? 0) + (words[at + 1] ?? 0);
}

/** A view of the row at a word. */
export function rowAt(words: Uint32Array, at: number): StoredRow {
  const idCount = words[at] ?? 0;
  const runs = at + headerWords;
  const ids = runs + (words[at + 1] ?? 0);
  return {
    ids: words.subarray(ids, ids + idCount),
    runs: listOf(words, runs, ids),
    reason: reasons[words[at + 2] ?? 0] ?? 'kept',
    line: words[at + 3] ?? 0,
    lost: words[at + 4] ?? 0,
    side: words[at + 5] ?? 0,
    hash: hasHash(words, at + 6) ? words.subarray(at + 6, at + 6 + hashWords) : noHash,
  };
}

/** A short list is made faster than a view. */
function listOf(words: Uint32Array, from: number, to: number): ArrayLike<number> {
  if (to - from > shortList) return words.subarray(from, to);
  const list: number[] = [];
  for (let at = from; at < to; at++) list.push(words[at] ?? 0);
  return list;
}

const shortList = 16;

function hasHash(words: Uint32Array, at: number): boolean {
  return ((words[at] ?? 0) | (words[at + 1] ?? 0) | (words[at + 2] ?? 0) | (words[at + 3] ?? 0)) !== 0;
}

function moveToFront(
  words: Uint32Array<ArrayBuffer>,
  begin: number,
  end: number,
  need: number,
): Uint32Array<ArrayBuffer> {
  if (need <= words.length) {
    words.copyWithin(0, begin, end);
    return words;
  }
  const larger = new Uint32Array(need);
  larger.set(words.subarray(begin, end));
  return larger;
}

function readWords(file: number, words: Uint32Array, from: number, path: string): number {
  const bytes = new Uint8Array(words.buffer, from * 4, (words.length - from) * 4);
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(file, bytes, filled, bytes.length - filled, null);
    if (count === 0) break;
    filled += count;
  }
  if (filled % 4 !== 0) throw cutOff(path);
  return filled / 4;
}

function expectEnd(path: string, left: number, found: string, expected: string): void {
  if (left > 0) throw cutOff(path);
  if (found === expected) return;
  const message = `${path} has the checksum ${found}, but its record says ${expected}; remove both and run the shard again`;
  throw new TokengraftError('bad-file', message, { path, found, expected });
}

function cutOff(path: string): TokengraftError {
  return new TokengraftError('bad-file', `${path} is cut off inside a row; remove it and run its shard again`, {
    path,
  });
}
