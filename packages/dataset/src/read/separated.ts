// CSV and TSV with a header, parsed as a stream.

import { Readable } from 'node:stream';
import { TokengraftError } from '@tokengraft/errors';
import { CsvError, parse } from 'csv-parse';
import { readBytes } from './byte-stream.js';
import type { LineFile } from './line-rows.js';
import type { LineTally, Range, ReadOptions, RowBatch, SourceRow } from './row-batch.js';
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
  readonly record: Record<string, string>;
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
    columns: true,
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: maxRowBytes,
  });
  const source = Readable.from(readBytes(path, compression, 0, signal));
  source.on('error', (error) => parser.destroy(error)).pipe(parser);
  let rows: SourceRow[] = [];
  let [line, bytes] = [1, 0];
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      rows.push({ line, value: record });
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

/** A broken quote breaks the rest of the file, so this is about the file and not about a row. */
function refusal(file: string, line: number, error: CsvError): TokengraftError {
  const message = `${file} is broken behind line ${line}: ${error.message}`;
  return new TokengraftError('bad-file', message, { file, line, reason: error.code }, { cause: error });
}
