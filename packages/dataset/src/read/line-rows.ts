// Rows of files that hold one a line.

import { readBytes, readBytesInPlace, type Compression } from './byte-stream.js';
import { readLines, readRawLines, wholeStream, type Line, type LineRange } from './lines.js';
import type { LineTally, Range, ReadOptions, RowBatch, SourceRow } from './row-batch.js';

export interface LineFile {
  readonly path: string;
  readonly compression: Compression;
}

type ParseLine = (text: string, line: number) => SourceRow | undefined;

/** The rows of a range of lines; `parse` answers undefined for a line that holds none. */
export async function* readLineRows(
  file: LineFile,
  range: Range,
  { maxRowBytes, signal }: ReadOptions,
  tally: LineTally,
  parse: ParseLine,
): AsyncGenerator<RowBatch> {
  for await (const block of readLines(bytesOf(file, range, signal), linesOf(file, range), maxRowBytes)) {
    const rows = block.lines.flatMap((line, index) => rowOf(line, tally.lines + index, parse) ?? []);
    tally.lines += block.lines.length;
    yield { rows, bytes: block.bytes };
  }
}

/** The same lines as they stand in the file. */
export async function* readRawLineRows(
  file: LineFile,
  range: Range,
  { maxRowBytes, signal }: ReadOptions,
): AsyncGenerator<RowBatch> {
  for await (const { parts, bytes } of readRawLines(bytesOf(file, range, signal), linesOf(file, range), maxRowBytes)) {
    yield { rows: [], raw: parts, bytes };
  }
}

/** A range of a file that is not packed begins one byte early: that byte tells whether a line begins there. */
function bytesOf(
  { path, compression }: LineFile,
  { start }: Range,
  signal: AbortSignal | undefined,
): AsyncIterable<Buffer> {
  if (compression !== 'none') return readBytes(path, compression, 0, signal);
  return readBytesInPlace(path, Math.max(0, start - 1), signal);
}

function linesOf({ compression }: LineFile, { start, end }: Range): LineRange {
  return compression === 'none' ? { startsBefore: start > 0, length: end - start } : wholeStream;
}

/** The row of a line; undefined where it holds none. */
export function rowOf(line: string | Line, at: number, parse: ParseLine): SourceRow | undefined {
  if (typeof line === 'string') return parse(line, at);
  return { line: at, problem: line.problem ?? 'the row cannot be read', raw: line.text };
}
