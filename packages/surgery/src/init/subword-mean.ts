// The mean of the rows of the pieces that the old tokenizer cuts the new token into: the model has met these in the
// places where the new token will stand. A piece that occurs twice counts twice.

import type { RowRecipe } from '@tokengraft/checkpoint';
import { TokengraftError } from '@tokengraft/errors';
import type { InitMethod, NewRow } from './init-method.js';

export const subwordMean: InitMethod = { row: meanOfPieces, bias: meanOfPieces };

function meanOfPieces({ row, content, pieces }: NewRow): RowRecipe {
  if (pieces.length === 0) {
    const name = JSON.stringify(content);
    throw new TokengraftError(
      'unsupported',
      `token ${name} has no pieces under the old tokenizer, so subword-mean has nothing to average; use init "mean"`,
      { token: content, row },
    );
  }
  return { kind: 'weighted-sum', rows: pieces, weights: pieces.map(() => 1 / pieces.length) };
}
