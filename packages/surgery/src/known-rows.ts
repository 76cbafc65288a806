// New rows that are made once, for writing them and for proving that they were written: each making reads whole tables.

import { fillPlanOf, type Checkpoint } from '@tokengraft/checkpoint';
import { native, withCancel } from '@tokengraft/native';
import { matrixChange } from './matrix-changes.js';
import type { MatrixPlan, VocabularyPlan } from './vocabulary-plan.js';

/** The bytes of the rows that a plan fills, one behind the other, by tensor. */
export type KnownRows = ReadonlyMap<string, Uint8Array>;

/** Of one tensor, so that a transplant of a whole vocabulary does not stand in memory. */
const mostBytes = 32 * 1024 * 1024;

export interface RowWork {
  readonly checkpoint: Checkpoint;
  readonly sums: ReadonlyMap<string, Float64Array>;
  readonly settings: { readonly threads: number; readonly signal: AbortSignal | undefined };
}

/** Of the tensors that get few rows; those of the others are made while they are written, and again to verify them. */
export async function makeRows(plan: VocabularyPlan, work: RowWork): Promise<KnownRows> {
  const made = new Map<string, Uint8Array>();
  for (const matrix of plan.matrices) {
    if (matrix.fill.length * rowBytes(matrix, work) <= mostBytes)
      made.set(matrix.tensor, await rowsOf(matrix, plan, work));
  }
  return made;
}

function rowBytes({ tensor, rowsBefore }: MatrixPlan, { checkpoint }: RowWork): number {
  return (checkpoint.tensors.get(tensor)?.byteLength ?? 0) / Math.max(rowsBefore, 1);
}

async function rowsOf(
  matrix: MatrixPlan,
  plan: VocabularyPlan,
  { checkpoint, settings, sums }: RowWork,
): Promise<Uint8Array> {
  if (matrix.fill.length === 0) return new Uint8Array();
  const fillPlan = fillPlanOf(checkpoint, matrixChange(matrix, plan, sums), checkpoint.directory, 0);
  return withCancel(settings.signal, (cancel) => native().computeRows(fillPlan, settings.threads, cancel));
}
