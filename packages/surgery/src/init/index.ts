// The table of initialisation methods: one file and one line each; the public names and options follow from it.

import { copy } from './copy.js';
import { description } from './description.js';
import type { InitMethod } from './init-method.js';
import { interpolate } from './interpolate.js';
import { meanCov } from './mean-cov.js';
import { mean } from './mean.js';
import { normal } from './normal.js';
import { subwordMean } from './subword-mean.js';
import { subword } from './subword.js';
import { zero } from './zero.js';

export const initMethods = {
  mean,
  'subword-mean': subwordMean,
  subword,
  interpolate,
  'mean-cov': meanCov,
  copy,
  description,
  zero,
  normal,
} as const satisfies Record<string, InitMethod>;

export type InitMethodName = keyof typeof initMethods;

export const initMethodNames = Object.keys(initMethods) as readonly InitMethodName[];
