// Between the mean of the population, which harms least, and the mean of the pieces, which says most.

import { defineInit, sameForBias } from './init-method.js';
import { weightsOf } from '../piece-weights.js';
import { demandPieces, sumOfPieces } from '../piece-sums.js';

export const interpolate = defineInit({
  summary: "(1 - share) · the population's mean + share · the mean of the pieces",
  options: {
    share: { kind: 'number', min: 0, max: 1, default: 0.5, summary: 'of the pieces' },
  },
  make: ({ share }) =>
    sameForBias((row) => {
      if (share === 0) return { kind: 'mean' };
      const pieces = demandPieces(row, 'interpolate');
      const weights = weightsOf('mean', pieces.length, 1).map((weight) => weight * share);
      const sum = sumOfPieces(pieces, weights);
      return sum.kind === 'weighted-sum' && share < 1 ? { ...sum, mean: 1 - share } : sum;
    }),
});
