// The mean of the rows of the pieces that the old tokenizer cuts the new token into: the model has met these in the
// places where the new token will stand. A piece that occurs twice counts twice.

import { defineInit, sameForBias } from './init-method.js';
import { weightsOf } from '../piece-weights.js';
import { demandPieces, sumOfPieces } from '../piece-sums.js';

export const subwordMean = defineInit({
  summary: "the mean of the token's pieces",
  options: {},
  make: () =>
    sameForBias((row) => {
      const pieces = demandPieces(row, 'subword-mean');
      return sumOfPieces(pieces, weightsOf('mean', pieces.length, 1));
    }),
});
