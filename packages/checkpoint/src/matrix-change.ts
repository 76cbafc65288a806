// What becomes of one vocabulary tensor, as data, and the same as a plan for the native row kernels.

import type { NativeFillPlan } from '@tokengraft/native';

import type { Checkpoint } from './checkpoint.js';

export type RowRecipe =
  | { readonly kind: 'zero' }
  /** Of the population's rows. */
  | { readonly kind: 'mean' }
  /** The sum of weights[i] times old row rows[i]. */
  | { readonly kind: 'weighted-sum'; readonly rows: readonly number[]; readonly weights: readonly number[] }
  /** A draw from the change's `normal`. */
  | { readonly kind: 'normal' };

export interface RowFill {
  readonly row: number;
  readonly recipe: RowRecipe;
}

export interface MatrixChange {
  readonly tensor: string;
  /** After the change. Fewer than before drops the last ones. */
  readonly rows: number;
  /** Ascending by row; every new row is listed, old rows may be. */
  readonly fill: readonly RowFill[];
  /** One flag an old row: counts in the mean. Empty: every row. */
  readonly population: Uint8Array;
  readonly normal: { readonly mean: number; readonly deviation: number };
  /** Integers below 2^53; a draw depends on seed, stream, row and column only. */
  readonly seed: number;
  readonly stream: number;
}

/** The change as a native plan that writes row 0 at byte `targetOffset` of `targetPath`. */
export declare function fillPlanOf(
  checkpoint: Checkpoint,
  change: MatrixChange,
  targetPath: string,
  targetOffset: number,
): NativeFillPlan;
