// The mean of the population. A new token starts as likely as an average one (Hewitt 2021: this bounds how far the new
// model's distribution is from the old one's).

import type { InitMethod } from './init-method.js';

export const mean: InitMethod = {
  row: () => ({ kind: 'mean' }),
  bias: () => ({ kind: 'mean' }),
};
