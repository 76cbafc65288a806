// The table of transplant methods: one file and one line each; the public names and options follow from it.

import { nearest } from './nearest.js';
import { omp } from './omp.js';
import { procrustes } from './procrustes.js';
import { ridge } from './ridge.js';
import { softmax } from './softmax.js';
import { sparsemax } from './sparsemax.js';
import type { TransplantMethod } from './transplant-method.js';

export const transplantMethods = {
  omp,
  nearest,
  softmax,
  sparsemax,
  procrustes,
  ridge,
} as const satisfies Record<string, TransplantMethod>;

export type TransplantMethodName = keyof typeof transplantMethods;

export const transplantMethodNames = Object.keys(transplantMethods) as readonly TransplantMethodName[];
