// JSON lines as the text commands take them; a refusal names file and line.

import { TokengraftError } from '@tokengraft/errors';
import { placeOf, type LineBatch } from './read-lines.js';

/** What a line holds, and where it stands. */
export interface LineRecord<T> {
  readonly value: T;
  readonly place: string;
}

/** The records of a batch's lines; lines of white space hold none. */
export function readRecords<T>(
  batch: LineBatch,
  read: (line: string) => T | undefined,
  expected: string,
): LineRecord<T>[] {
  const records: LineRecord<T>[] = [];
  for (const [index, line] of batch.lines.entries()) {
    if (line.trim() === '') continue;
    const place = placeOf(batch, index);
    records.push({ value: readRecord(line, read, place, expected), place });
  }
  return records;
}

function readRecord<T>(line: string, read: (line: string) => T | undefined, place: string, expected: string): T {
  const value = read(line);
  if (value !== undefined) return value;
  const shown = line.length > shownCharacters ? `${line.slice(0, shownCharacters)}…` : line;
  throw new TokengraftError('bad-file', `${place}: expected ${expected}, found ${shown}`, { place });
}

const shownCharacters = 60;

/** The line's JSON value; undefined for a line that is none. */
export function parseJsonLine(line: string): unknown {
  try {
    return JSON.parse(line.replace(/^\ufeff/, '')) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
