// What a framework gives a fresh table: independent draws from N(0, initializer_range^2), and zero for a bias.

import type { InitMethod } from './init-method.js';

export const normal: InitMethod = {
  row: () => ({ kind: 'normal' }),
  bias: () => ({ kind: 'zero' }),
};
