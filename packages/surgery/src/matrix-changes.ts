// The plan of a matrix as the checkpoint package executes it.

import type { MatrixChange } from '@tokengraft/checkpoint';
import { flagsOutside } from './row-ranges.js';
import type { MatrixPlan, VocabularyPlan } from './vocabulary-plan.js';

/** `sums`: what planning found, see `surveyTables`. */
export function matrixChange(
  matrix: MatrixPlan,
  { seed }: Pick<VocabularyPlan, 'seed'>,
  sums?: ReadonlyMap<string, Float64Array>,
): MatrixChange {
  const { tensor, rowsBefore, rowsAfter, kept, fill, excluded, normal, covarianceScale = 0, map, stream } = matrix;
  return {
    tensor,
    rows: rowsAfter,
    ...(kept === undefined ? {} : { kept }),
    fill,
    population: flagsOutside(rowsBefore, excluded),
    sums: sums?.get(tensor),
    normal,
    covarianceScale,
    ...(map === undefined ? {} : { map }),
    seed,
    stream,
  };
}
