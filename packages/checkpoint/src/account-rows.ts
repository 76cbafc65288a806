// Rows, ids, tokens in use and spare rows are four different things.

import { expectInteger, expectTokenIds } from '@tokengraft/errors';

export interface RowAccount {
  /** Rows of the input table. */
  readonly rows: number;
  /** The largest id plus one. */
  readonly ids: number;
  /** Ids that have a token. */
  readonly used: number;
  /** Rows behind the largest id: free to take. */
  readonly spare: number;
  /** Ids below the largest one without a token. */
  readonly holes: number;
  /** The same as ranges [begin, end), ascending. */
  readonly holeRanges: readonly (readonly [number, number])[];
  /** Ids that have a token but no row. */
  readonly withoutRow: number;
}

/**
 * Accounts for the rows of a table whose tokens have `usedIds` (in any order; repetitions count once).
 *
 * @example
 * accountRows({ rows: 8, usedIds: Uint32Array.of(0, 1, 2, 5) });
 * // rows 8, ids 6, used 4, spare 2, holes 2 ([[3, 5]]), withoutRow 0
 */
export function accountRows(facts: { readonly rows: number; readonly usedIds: Uint32Array }): RowAccount {
  const rows = expectInteger('rows', facts.rows);
  const sorted = expectTokenIds('usedIds', facts.usedIds).toSorted();
  const holeRanges: [number, number][] = [];
  let [ids, used, withoutRow] = [0, 0, 0];
  for (const id of sorted) {
    if (id < ids) continue;
    if (id > ids) holeRanges.push([ids, id]);
    if (id >= rows) withoutRow += 1;
    used += 1;
    ids = id + 1;
  }
  return { rows, ids, used, spare: Math.max(0, rows - ids), holes: ids - used, holeRanges, withoutRow };
}
