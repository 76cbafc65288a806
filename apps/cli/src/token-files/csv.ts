// CSV with a header. The tokens are in the column called token, content, word or term, else in the first one.

import { CsvError, parse } from 'csv-parse/sync';
import type { ReadTokens } from './read-tokens.js';
import { tokenFileError } from './token-file-error.js';

const tokenColumns = ['token', 'content', 'word', 'term'];

export function createCsvReader(delimiter: string): ReadTokens {
  return (text, file) => {
    const [header = [], ...rows] = parseRows(text, delimiter, file);
    const names = header.map((name) => name.trim().toLowerCase());
    const named = names.findIndex((name) => tokenColumns.includes(name));
    const column = Math.max(0, named);
    const tokens = rows.map((row) => row[column]?.trim() ?? '').filter((token) => token !== '');
    return {
      tokens,
      notes:
        named >= 0 || header.length === 0
          ? []
          : [`tokens are taken from its first column, ${JSON.stringify(header[0])}`],
    };
  };
}

function parseRows(text: string, delimiter: string, file: string): string[][] {
  try {
    return parse(text, { delimiter, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line: unknown = error['lines'];
    throw tokenFileError(file, typeof line === 'number' ? line : undefined, error.message);
  }
}
