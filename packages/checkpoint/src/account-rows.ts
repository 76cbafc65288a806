// Rows, ids, tokens in use and spare rows are four different things.

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

/** Accounts for the rows of a table whose tokens have `usedIds` (any order, repetitions count once). */
export declare function accountRows(facts: { readonly rows: number; readonly usedIds: Uint32Array }): RowAccount;
