// Rows of files that hold one a line.

import { readBytes, type Compression } from './byte-stream.js';
import { readLines, wholeStream, type Line, type LineRange } from './lines.js';
import type { LineTally, Range, ReadOptions, RowBatch, SourceRow } from './row-batch.js';

export interface LineFile {
  readonly path: string;
  readonly compression: Compression;
}

type ParseLine = (text: string, line: number) => SourceRow | undefined;

/** The rows of a range of lines; `parse` answers undefined for a line that holds none. */
export async function* readLineRows(
  { path, compression }: LineFile,
  range: Range,
  { maxRowBytes, signal }: ReadOptions,
  tally: LineTally,
  parse: ParseLine,
): AsyncGenerator<RowBatch> {
  const begin = Math.max(0, range.start - 1);
  const chunks = readBytes(path, compression, compression === 'none' ? begin : 0, signal);
  const lineRange: LineRange =
    compression === 'none' ? { startsBefore: range.start > 0, length: range.end - range.start } : wholeStream;
  for await (const block of readLines(chunks, lineRange, maxRowBytes)) {
    const rows = block.lines.flatMap((line, index) => rowOf(line, tally.lines + index, parse) ?? []);
    tally.lines += block.lines.length;
    yield { rows, bytes: block.bytes };
  }
}

function rowOf(line: string | Line, at: number, parse: ParseLine): SourceRow | undefined {
  if (typeof line === 'string') return parse(line, at);
  return { line: at, problem: line.problem ?? 'the row cannot be read', raw: line.text };
}
