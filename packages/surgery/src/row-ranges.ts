// Sets of rows as ranges: how a plan names many rows in few words.

import type { RowRange } from './vocabulary-plan.js';

/** The rows below `count` that `holds` is true for. */
export function rangesWhere(count: number, holds: (row: number) => boolean): RowRange[] {
  const ranges: RowRange[] = [];
  let begin = 0;
  for (let row = 0; row <= count; row++) {
    if (row < count && holds(row)) continue;
    if (begin < row) ranges.push({ begin, end: row });
    begin = row + 1;
  }
  return ranges;
}

/** The same as a list. */
export function rowsWhere(count: number, holds: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < count; row++) if (holds(row)) rows.push(row);
  return rows;
}

export function countRows(ranges: readonly RowRange[]): number {
  return ranges.reduce((sum, { begin, end }) => sum + (end - begin), 0);
}

/** One flag a row below `count`: 1 outside `excluded`; empty when nothing is excluded. */
export function flagsOutside(count: number, excluded: readonly RowRange[]): Uint8Array {
  if (excluded.length === 0) return new Uint8Array();
  const flags = new Uint8Array(count).fill(1);
  for (const { begin, end } of excluded) flags.fill(0, begin, end);
  return flags;
}

/** "5, 17 and 3 more", for messages. */
export function nameRows(rows: readonly number[]): string {
  const shown = rows.slice(0, 3).join(', ');
  return rows.length <= 3 ? shown : `${shown} and ${rows.length - 3} more`;
}
