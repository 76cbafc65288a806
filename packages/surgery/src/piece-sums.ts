// Rows made of the rows of pieces.

import type { RowRecipe } from '@tokengraft/checkpoint';
import { TokengraftError } from '@tokengraft/errors';
import type { NewRow } from './init/init-method.js';

/** The sum of weights[i] times the row of piece i; pieces of weight 0 are not read. */
export function sumOfPieces(pieces: readonly number[], weights: readonly number[]): RowRecipe {
  const counted = weights
    .map((weight, index) => [pieces[index] ?? 0, weight] as const)
    .filter(([, weight]) => weight !== 0);
  return { kind: 'weighted-sum', rows: counted.map(([row]) => row), weights: counted.map(([, weight]) => weight) };
}

/** The token's pieces; there must be one. */
export function demandPieces({ row, content, pieces }: NewRow, method: string): readonly number[] {
  if (pieces.length > 0) return pieces;
  const name = JSON.stringify(content);
  throw new TokengraftError(
    'unsupported',
    `token ${name} has no pieces under the old tokenizer, so ${method} has nothing to average; use init "mean"`,
    { token: content, row },
  );
}
