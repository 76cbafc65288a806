// What a framework gives a fresh table: independent draws from N(0, initializer_range^2), and zero for a bias.

import { defineInit } from './init-method.js';

export const normal = defineInit({
  summary: 'N(0, initializer_range²), as frameworks start a table; zero for a bias',
  options: {},
  make: () => ({ row: () => ({ kind: 'normal' }), bias: () => ({ kind: 'zero' }) }),
});
