// CSV and TSV with a header, parsed as a stream.

import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { TokengraftError } from '@tokengraft/errors';
import { CsvError, parse } from 'csv-parse';
import { readBytes } from './byte-stream.js';
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

export const csv: RowFormat = separated(',', ['.csv']);
export const tsv: RowFormat = separated('\t', ['.tsv', '.tab']);

const rowsPerBatch = 512;

function separated(delimiter: string, extensions: readonly string[]): RowFormat {
  return {
    extensions,
    unit: 'whole',
    numbersLines: true,
    read: (file, range, options, tally) => readSeparated(delimiter, file, range, options, tally),
  };
}

interface Parsed {
  /** Bytes, or of a file in UTF-16 text. */
  readonly record: Readonly<Record<string, Buffer | string>>;
  readonly info: { readonly lines: number; readonly bytes: number };
}

async function* readSeparated(
  delimiter: string,
  { path, compression }: LineFile,
  _range: Range,
  { maxRowBytes, signal }: ReadOptions,
  tally: LineTally,
): AsyncGenerator<RowBatch> {
  const parser = parse({
    delimiter,
    // Decoded by us: what is no UTF-8 would become other characters unseen.
    encoding: null,
    columns: (names: readonly (Buffer | string)[]) => names.map(String),
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: maxRowBytes,
  });
  const source = Readable.from(withoutMark(readBytes(path, compression, 0, signal)));
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  let rows: SourceRow[] = [];
  let [line, bytes] = [1, 0];
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      rows.push(rowOf(record, line));
      line = info.lines;
      if (rows.length < rowsPerBatch) continue;
      yield { rows, bytes: info.bytes - bytes };
      rows = [];
      bytes = info.bytes;
    }
  } catch (error) {
    throw error instanceof CsvError ? refusal(path, line, error) : error;
  } finally {
    source.destroy();
  }
  tally.lines = line;
  yield { rows, bytes: 0 };
}

const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf);

/** The parser takes the mark as a word to decode everything. */
async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of chunks) {
    yield isFirst && chunk.subarray(0, 3).equals(byteOrderMark) ? chunk.subarray(3) : chunk;
    isFirst = false;
  }
}

function rowOf(record: Parsed['record'], line: number): SourceRow {
  const fields = Object.entries(record);
  const value = Object.fromEntries(fields.map(([name, field]) => [name, field.toString()]));
  if (fields.every(([, field]) => typeof field === 'string' || isUtf8(field))) return { line, value };
  return { line, problem: 'the row is not valid UTF-8', raw: JSON.stringify(value).slice(0, keptOfBadRow) };
}

/** A broken quote breaks the rest of the file, so this is about the file and not about a row. */
function refusal(file: string, line: number, error: CsvError): TokengraftError {
  const message = `${file} is broken behind line ${line}: ${error.message}`;
  return new TokengraftError('bad-file', message, { file, line, reason: error.code }, { cause: error });
}
