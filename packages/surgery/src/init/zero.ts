// All zeros. In a head this gives the token the logit 0, which wins wherever all other logits are negative; the plan warns.

import type { InitMethod } from './init-method.js';

export const zero: InitMethod = {
  row: () => ({ kind: 'zero' }),
  bias: () => ({ kind: 'zero' }),
};
