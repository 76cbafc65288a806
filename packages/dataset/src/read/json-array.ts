// A JSON file that is one array of rows, taken apart while it goes by: only one row is ever held.

import { isUtf8 } from 'node:buffer';
import { TokengraftError } from '@tokengraft/errors';
import { readBytes } from './byte-stream.js';
import { parseJsonRow } from './jsonl.js';
import type { LineFile } from './line-rows.js';
import {
  keptOfBadRow,
  type LineTally,
  type Range,
  type ReadOptions,
  type RowBatch,
  type SourceRow,
} from './row-batch.js';
import type { RowFormat } from './row-format.js';

export const jsonArray: RowFormat = {
  extensions: ['.json'],
  unit: 'whole',
  numbersLines: true,
  read: readJsonArray,
};

async function* readJsonArray(
  { path, compression }: LineFile,
  _range: Range,
  { maxRowBytes, signal }: ReadOptions,
  tally: LineTally,
): AsyncGenerator<RowBatch> {
  const splitter = new ElementSplitter(path, maxRowBytes);
  for await (const chunk of readBytes(path, compression, 0, signal)) {
    const rows = splitter.push(chunk);
    tally.lines = splitter.line;
    yield { rows, bytes: chunk.length };
  }
  splitter.end();
}

const [quote, backslash, comma, newline] = [0x22, 0x5c, 0x2c, 0x0a];
const opens = new Set([0x5b, 0x7b]);
const closes = new Set([0x5d, 0x7d]);
const byteOrderMark = new Set([0xef, 0xbb, 0xbf]);

/** Follows brackets and strings; what an element holds is JSON.parse's business. */
class ElementSplitter {
  readonly #path: string;
  readonly #maxBytes: number;
  #depth = 0;
  #ended = false;
  #inString = false;
  #escaped = false;
  #parts: Buffer[] = [];
  #heldBytes = 0;
  #tooLong = false;
  /** Where the element began that is being read. */
  #firstLine = -1;
  line = 0;

  constructor(path: string, maxBytes: number) {
    this.#path = path;
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): SourceRow[] {
    const rows: SourceRow[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === newline) this.line++;
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
        continue;
      }
      if (this.#depth === 0 && byte > 0x20 && byte !== 0x5b && !byteOrderMark.has(byte)) this.#refuse(byte);
      if (this.#depth === 1 && (byte === comma || byte === 0x5d)) {
        this.#hold(chunk.subarray(start, at));
        rows.push(...this.#release(byte === comma));
        start = at + 1;
      } else if (this.#depth === 1 && this.#firstLine < 0 && byte > 0x20) this.#firstLine = this.line;
      if (byte === quote) this.#inString = true;
      else if (opens.has(byte)) {
        if (this.#ended) this.#refuse(byte);
        if (this.#depth++ === 0) start = at + 1;
      } else if (closes.has(byte)) this.#ended = --this.#depth === 0;
    }
    if (this.#depth > 0) this.#hold(chunk.subarray(start));
    return rows;
  }

  #hold(bytes: Buffer): void {
    if (this.#tooLong || bytes.length === 0) return;
    this.#parts.push(bytes);
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= this.#maxBytes) return;
    this.#tooLong = true;
    this.#parts = [Buffer.from(Buffer.concat(this.#parts).subarray(0, keptOfBadRow))];
  }

  #release(expected: boolean): SourceRow[] {
    const bytes = Buffer.concat(this.#parts);
    const [line, tooLong] = [Math.max(0, this.#firstLine), this.#tooLong];
    this.#parts = [];
    this.#heldBytes = 0;
    this.#tooLong = false;
    this.#firstLine = -1;
    const text = bytes.toString('utf8');
    if (tooLong) return [{ line, problem: `the row is longer than ${this.#maxBytes} bytes`, raw: text }];
    if (!expected && text.trim() === '') return [];
    if (!isUtf8(bytes)) return [{ line, problem: 'the row is not valid UTF-8', raw: text.slice(0, keptOfBadRow) }];
    return [parseJsonRow(text, line)];
  }

  end(): void {
    if (this.#ended) return;
    const message = `${this.#path} ends inside its JSON array, at line ${this.line + 1}; the file is cut off`;
    throw new TokengraftError('bad-file', message, { file: this.#path, line: this.line + 1 });
  }

  #refuse(byte: number): never {
    const found = JSON.stringify(String.fromCharCode(byte));
    const message = `${this.#path} is no JSON array of rows: found ${found} at line ${this.line + 1}`;
    throw new TokengraftError('bad-file', message, { file: this.#path, line: this.line + 1 });
  }
}
