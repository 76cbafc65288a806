// The pieces' rows under a weighting of choice: an input table is read at the last piece, a head has to predict the first.

import { defineInit, sameForBias } from './init-method.js';
import { pieceWeightings, weightsOf } from '../piece-weights.js';
import { demandPieces, sumOfPieces } from '../piece-sums.js';

export const subword = defineInit({
  summary: "a weighted sum of the token's pieces",
  options: {
    weights: { kind: 'choice', choices: pieceWeightings, default: 'mean', summary: 'how the pieces count' },
    factor: { kind: 'number', min: 0, max: 1, default: 0.5, summary: 'of geometric: 1, f, f², …' },
  },
  make: ({ weights, factor }) =>
    sameForBias((row) => {
      const pieces = demandPieces(row, 'subword');
      return sumOfPieces(pieces, weightsOf(weights, pieces.length, factor));
    }),
});
