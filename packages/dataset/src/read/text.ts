import { readLineRows } from './line-rows.js';
import type { RowFormat } from './row-format.js';

/** Plain text: a line is a row `{text}`; blank lines are none. */
export const text: RowFormat = {
  extensions: ['.txt', '.text'],
  unit: 'byte',
  numbersLines: true,
  read: (file, range, options, tally) =>
    readLineRows(file, range, options, tally, (line, at) =>
      line.trim() === '' ? undefined : { line: at, value: { text: line } },
    ),
};
