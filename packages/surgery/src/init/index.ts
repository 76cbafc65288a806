// The table of initialisation methods: one file and one line each; the public names follow from it.

import type { InitMethod } from './init-method.js';
import { mean } from './mean.js';
import { normal } from './normal.js';
import { subwordMean } from './subword-mean.js';
import { zero } from './zero.js';

export const initMethods = {
  mean,
  'subword-mean': subwordMean,
  zero,
  normal,
} as const satisfies Record<string, InitMethod>;

export type InitMethodName = keyof typeof initMethods;

export const initMethodNames = Object.keys(initMethods) as readonly InitMethodName[];
