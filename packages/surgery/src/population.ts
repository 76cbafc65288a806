// Which old rows count in a mean. A row without a token, a reserved one and an all-zero one were never trained, and a
// padded vocabulary has thousands of them.

import { TokengraftError } from '@tokengraft/errors';
import { native, withCancel, type NativeRowSurvey } from '@tokengraft/native';
import type { VocabularyTensor } from '@tokengraft/checkpoint';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { countRows, flagsOutside, nameRows, rangesWhere, rowsWhere } from './row-ranges.js';
import { tokenNames } from './token-names.js';
import type { Population, RowRange } from './vocabulary-plan.js';

/** What one table says about its rows: bit 0 all zero, bit 1 a value that is not finite (see `surveyRows`). */
export type RowFlags = Uint8Array;

const allZero = 1;
const nonFinite = 2;

/** Flags of the rows, and the sums of those with a flag in `named` (empty: of all), in one reading. */
export async function surveyTable(
  { matrix }: VocabularyTensor,
  named: Uint8Array,
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal | undefined },
): Promise<NativeRowSurvey> {
  return withCancel(signal, (cancel) => native().surveyRows(matrix, named, threads, cancel));
}

export interface PopulationFacts {
  /** One flag a row: 1 for a token with a real name (see `nameFlags`). */
  readonly named: Uint8Array;
  /** Of the table the population is for; a bias follows its head, for a zero bias says nothing. */
  readonly flags: RowFlags;
}

export interface CountedRows {
  /** 'all' also where no row would be live. */
  readonly population: Population;
  readonly excluded: readonly RowRange[];
}

/** Which rows count, as the rows that do not. */
export function countedRows(population: Population, { named, flags }: PopulationFacts): CountedRows {
  if (population === 'all') return { population, excluded: [] };
  const excluded = rangesWhere(named.length, (row) => named[row] === 0 || isZeroRow(flags, row));
  return countRows(excluded) === named.length ? { population: 'all', excluded: [] } : { population, excluded };
}

/** Bracketed names that model makers give to ids they keep for later; the bare words are ordinary vocabulary. */
const reservedName = /^[[<].*(reserved|unused|placeholder|dummy).*[\]>]$/iu;

export function isReservedName(token: string): boolean {
  return reservedName.test(token);
}

/** One flag for each of `rows` rows: 1 where the id has a token, and not one that was kept for later. */
export function nameFlags(tokenizer: Tokenizer, rows: number): Uint8Array {
  const names = tokenNames(tokenizer);
  const flags = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const token = names[row];
    flags[row] = token === undefined || isReservedName(token) ? 0 : 1;
  }
  return flags;
}

export function isZeroRow(flags: RowFlags, row: number): boolean {
  return ((flags[row] ?? 0) & allZero) !== 0;
}

export function isFiniteRow(flags: RowFlags, row: number): boolean {
  return ((flags[row] ?? 0) & nonFinite) === 0;
}

/** Refuses a mean over values that are not finite. */
export function refuseNonFinite(tensor: string, flags: RowFlags, excluded: readonly RowRange[]): void {
  const counted = flagsOutside(flags.length, excluded);
  const bad = rowsNotFinite(flags).filter((row) => counted[row] !== 0);
  if (bad.length === 0) return;
  const message = `${tensor} has values that are not finite in row ${nameRows(bad)}, so its rows have no mean; repair the checkpoint, or choose an initialisation without a mean`;
  throw new TokengraftError('non-finite', message, { tensor, rows: bad });
}

export function rowsNotFinite(flags: RowFlags): number[] {
  return rowsWhere(flags.length, (row) => !isFiniteRow(flags, row));
}
