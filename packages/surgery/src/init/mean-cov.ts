// A draw from N(mean, scale * covariance) of the population (Hewitt 2021), which differs from token to token where the
// mean does not. The scale is part of the method: 1 draws a row as far out as a real one, frameworks use 1e-9, which
// rounding to bf16 hides almost wholly. The covariance is never formed (see native/src/rows/covariance.h).

import { defineInit, sameForBias } from './init-method.js';

export const meanCov = defineInit({
  summary: 'a draw from N(mean, scale · covariance) of the population',
  options: {
    scale: { kind: 'number', min: 0, max: 1e6, default: 0.1, summary: 'of the covariance; 1 is that of the rows' },
  },
  make: ({ scale }) => ({ ...sameForBias(() => ({ kind: 'mean-cov' })), covarianceScale: scale }),
});
