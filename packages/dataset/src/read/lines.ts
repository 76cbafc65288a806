// Lines of a byte stream in blocks worth parsing together. A range owns each line whose first byte lies in it, so any way
// of cutting a file gives the same lines, each once. No line costs more memory than `maxRowBytes`.

import { isUtf8 } from 'node:buffer';

const newline = 0x0a;

/** Lines in order; a line that is no UTF-8 or too long has a problem and its first bytes. */
export interface Line {
  readonly text: string;
  readonly problem?: string;
}

/** Whole lines as they stand in the file, valid until the next ones are asked for, and bad ones; in order. */
export interface RawLines {
  readonly parts: readonly (Buffer | Line)[];
  readonly bytes: number;
}

export interface LineBlock {
  readonly lines: readonly (string | Line)[];
  readonly bytes: number;
}

export interface LineRange {
  /** Whether the stream begins one byte before the range, so that it is known whether the range begins inside a line. */
  readonly startsBefore: boolean;
  /** Bytes from the range's beginning in which lines may begin. */
  readonly length: number;
}

export const wholeStream: LineRange = { startsBefore: false, length: Infinity };

export async function* readLines(
  chunks: AsyncIterable<Buffer>,
  range: LineRange,
  maxLineBytes: number,
): AsyncGenerator<LineBlock> {
  for await (const { parts, bytes } of readRawLines(chunks, range, maxLineBytes)) {
    const lines: (string | Line)[] = [];
    for (const part of parts) {
      if (Buffer.isBuffer(part)) splitLines(part, maxLineBytes, lines);
      else lines.push(part);
    }
    yield { lines, bytes };
  }
}

/** The same before they are texts: of these lines, only those that are longer than all that is held are known to be bad. */
export async function* readRawLines(
  chunks: AsyncIterable<Buffer>,
  { startsBefore, length }: LineRange,
  maxLineBytes: number,
): AsyncGenerator<RawLines> {
  const cutter = new LineCutter(length, maxLineBytes, startsBefore);
  for await (const chunk of chunks) {
    const block = cutter.push(chunk);
    if (block !== undefined) yield block;
    if (cutter.done) return;
  }
  const last = cutter.end();
  if (last !== undefined) yield last;
}

class LineCutter {
  readonly #maxLineBytes: number;
  /** Bytes up to the end of the range; lines that begin behind it are the next range's. */
  #left: number;
  #skipping: boolean;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** The first bytes of a line that is too long, while its rest goes by. */
  #tooLong: Buffer | undefined;
  done = false;

  constructor(length: number, maxLineBytes: number, startsBefore: boolean) {
    this.#left = length + (startsBefore ? 1 : 0);
    this.#maxLineBytes = maxLineBytes;
    this.#skipping = startsBefore;
  }

  push(chunk: Buffer): RawLines | undefined {
    const rest = this.#skipping ? this.#skipForeignLine(chunk) : chunk;
    const end = this.#endOfRange(rest);
    this.done = end !== undefined;
    const owned = end === undefined ? rest : rest.subarray(0, end);
    this.#left -= owned.length;
    const parts: (Buffer | Line)[] = [];
    this.#collect(owned, parts);
    return parts.length === 0 ? undefined : { parts, bytes: owned.length };
  }

  /** What stands behind the line that began before the range. */
  #skipForeignLine(chunk: Buffer): Buffer {
    const end = chunk.indexOf(newline) + 1;
    this.#skipping = end === 0;
    const skipped = end === 0 ? chunk.length : end;
    this.#left -= skipped;
    return chunk.subarray(skipped);
  }

  /** Where the last line of the range ends in `bytes`; undefined where it does not. */
  #endOfRange(bytes: Buffer): number | undefined {
    if (this.#left > bytes.length) return undefined;
    const atLineStart = this.#heldBytes === 0 && this.#tooLong === undefined;
    if (this.#left <= 0 && (atLineStart || this.#skipping)) return 0;
    const end = bytes.indexOf(newline, Math.max(0, this.#left - 1)) + 1;
    return end === 0 ? undefined : end;
  }

  #collect(bytes: Buffer, parts: (Buffer | Line)[]): void {
    const isHolding = this.#heldBytes > 0 || this.#tooLong !== undefined;
    const first = isHolding ? bytes.indexOf(newline) + 1 : 0;
    if (isHolding) {
      this.#hold(first === 0 ? bytes : bytes.subarray(0, first));
      if (first === 0) return;
      this.#release(parts);
    }
    const last = bytes.lastIndexOf(newline) + 1;
    if (last > first) parts.push(bytes.subarray(first, last));
    this.#hold(bytes.subarray(last));
  }

  #hold(bytes: Buffer): void {
    if (bytes.length === 0 || this.#tooLong !== undefined) return;
    // The chunk's memory is the next chunk's.
    this.#held.push(Buffer.from(bytes));
    this.#heldBytes += bytes.length;
    if (this.#heldBytes <= this.#maxLineBytes + 1) return;
    this.#tooLong = Buffer.from(Buffer.concat(this.#held).subarray(0, shownBytes));
    this.#held = [];
    this.#heldBytes = 0;
  }

  #release(parts: (Buffer | Line)[]): void {
    if (this.#tooLong !== undefined) {
      const problem = `the row is longer than ${this.#maxLineBytes} bytes`;
      parts.push({ text: this.#tooLong.toString('utf8'), problem });
      this.#tooLong = undefined;
      return;
    }
    parts.push(this.#held.length === 1 ? (this.#held[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#held));
    this.#held = [];
    this.#heldBytes = 0;
  }

  end(): RawLines | undefined {
    const parts: (Buffer | Line)[] = [];
    const bytes = this.#heldBytes;
    if (this.#skipping || (this.#heldBytes === 0 && this.#tooLong === undefined)) return undefined;
    this.#release(parts);
    return { parts, bytes };
  }
}

/** Appends the lines of a block; what decoding the whole block at once cannot do is done line by line. */
function splitLines(bytes: Buffer, maxLineBytes: number, lines: (string | Line)[]): void {
  if (isUtf8(bytes)) {
    const texts = bytes.toString('utf8').split('\n');
    if (bytes[bytes.length - 1] === newline) texts.pop();
    for (const text of texts) lines.push(checkedLine(text, maxLineBytes));
    return;
  }
  for (let at = 0; at < bytes.length;) {
    const found = bytes.indexOf(newline, at);
    const end = found < 0 ? bytes.length : found;
    lines.push(lineOf(bytes.subarray(at, end), maxLineBytes));
    at = end + 1;
  }
}

/** One line, without its end. */
export function lineOf(bytes: Buffer, maxLineBytes: number): string | Line {
  const text = bytes.toString('utf8');
  return isUtf8(bytes) ? checkedLine(text, maxLineBytes) : { text, problem: 'the row is not valid UTF-8' };
}

/** Lines inside a block are as long as a chunk at most, which may still be more than a row may have. */
function checkedLine(line: string, maxLineBytes: number): string | Line {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text.length <= maxLineBytes) return text;
  return { text: text.slice(0, shownBytes), problem: `the row is longer than ${maxLineBytes} bytes` };
}

const shownBytes = 64 * 1024;
