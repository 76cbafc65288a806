// The mean of the population. A new token starts as likely as an average one (Hewitt 2021: this bounds how far the new
// model's distribution is from the old one's).

import { defineInit, sameForBias } from './init-method.js';

export const mean = defineInit({
  summary: 'the mean of the population',
  options: {},
  make: () => sameForBias(() => ({ kind: 'mean' })),
});
