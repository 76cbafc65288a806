// Columns of a row, checked.

import { RowError, type Row, type Turn } from './example.js';

/** A column's text; a number or truth value, as CSV and Parquet have them, is spelt. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return spellNumber(value, column);
  throw new RowError(`expected text in "${column}", found ${kindOf(value)}`);
}

/** Numbers that JSON has lost digits of are not what the file says. */
function spellNumber(value: number, column: string): string {
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (isExact) return String(value);
  throw new RowError(`expected text in "${column}", found a number that is too large to be spelt as it was; quote it`);
}

/** The text of a column that may be absent or null. */
export function optionalText(row: Row, column: string): string {
  return row[column] === undefined || row[column] === null ? '' : textOf(row, column);
}

export function listOf(row: Row, column: string): readonly unknown[] {
  const value = row[column];
  if (!Array.isArray(value)) throw new RowError(`expected a list in "${column}", found ${kindOf(value)}`);
  return value;
}

export function objectOf(value: unknown, what: string): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RowError(`expected an object for ${what}, found ${kindOf(value)}`);
  }
  return value as Row;
}

export function user(text: string): Turn {
  return { role: 'user', text, supervised: false };
}

export function assistant(text: string): Turn {
  return { role: 'assistant', text, supervised: true };
}

export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
