// The table of initialisation methods: one file and one line each; the public names follow from it.

import type { InitMethod } from './init-method.js';
import { mean } from './mean.js';
import { normal } from './normal.js';
import { subwordMean } from './subword-mean.js';
import { zero } from './zero.js';

// `as InitMethod` states the type where declarations are emitted file by file.
const table = {
  mean: mean as InitMethod,
  'subword-mean': subwordMean as InitMethod,
  zero: zero as InitMethod,
  normal: normal as InitMethod,
} as const;

export type InitMethodName = keyof typeof table;

export const initMethods: Readonly<Record<InitMethodName, InitMethod>> = table;

export const initMethodNames: readonly InitMethodName[] = Object.keys(table) as InitMethodName[];
