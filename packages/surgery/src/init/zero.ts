// All zeros. In a head this gives the token the logit 0, which wins wherever all other logits are negative; the plan warns.

import { defineInit, sameForBias } from './init-method.js';

export const zero = defineInit({
  summary: 'zeros',
  options: {},
  make: () => sameForBias(() => ({ kind: 'zero' })),
});
