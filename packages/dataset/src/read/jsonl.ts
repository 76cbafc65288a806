import { readLineRows, readRawLineRows } from './line-rows.js';
import type { SourceRow } from './row-batch.js';
import type { RowFormat } from './row-format.js';

/** A JSON object a line. */
export const jsonl: RowFormat = {
  extensions: ['.jsonl', '.ndjson', '.jl'],
  unit: 'byte',
  numbersLines: true,
  read: (file, range, options, tally) =>
    options.raw === true
      ? readRawLineRows(file, range, options)
      : readLineRows(file, range, options, tally, parseJsonLine),
};

/** The row in a line. */
export function parseJsonLine(text: string, line: number): SourceRow | undefined {
  // Blank lines hold no row.
  if (text.length < 64 && text.trim() === '') return undefined;
  return parseJsonRow(text, line);
}

/** The row that `text` is the JSON of. */
export function parseJsonRow(text: string, line: number): SourceRow {
  try {
    return { line, value: JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text) as unknown, raw: text };
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'nested too deeply';
    return { line, problem: `the row is not JSON: ${shorten(reason)}`, raw: text };
  }
}

/** V8 quotes the text; what is not printable stays out of messages. */
function shorten(reason: string): string {
  return reason.slice(0, 160).replaceAll(/\p{C}+/gu, '?');
}
