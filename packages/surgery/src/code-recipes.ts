// Donor rows said in anchors become recipes over the model's rows of the same tokens.

import type { RowRecipe } from '@tokengraft/checkpoint';
import { native, withCancel, type NativeCodePlan, type NativeRowCodes } from '@tokengraft/native';
import type { TransplantRows, TransplantTable, TransplantWork } from './transplant-methods/transplant-method.js';

/** How the terms are found; see `NativeCodePlan`. */
export type Coding = Omit<NativeCodePlan, 'table' | 'anchors' | 'targets'>;

/** What a coding does not use has a value all the same. */
export const plainCoding = { count: 1, raw: false, euclidean: false, weights: 0, temperature: 1 } as const;

export async function codeRecipes(
  { donor, donorRows, modelRows, targets }: TransplantTable,
  coding: Coding,
  { threads, signal }: TransplantWork,
): Promise<TransplantRows> {
  const rows = { anchors: Float64Array.from(donorRows), targets: Float64Array.from(targets) };
  const plan = { table: donor, ...rows, ...coding };
  const codes = await withCancel(signal, (cancel) => native().codeRows(plan, threads, cancel));
  const recipes = targets.map((_, index) => recipeOf(index, codes, modelRows));
  return { recipes, unsaid: targets.filter((_, index) => recipes[index]?.kind === 'mean') };
}

function recipeOf(
  index: number,
  { begins, anchors, weights }: NativeRowCodes,
  modelRows: readonly number[],
): RowRecipe {
  const [begin = 0, end = 0] = begins.subarray(index, index + 2);
  if (begin === end) return { kind: 'mean' };
  const rows = Array.from(anchors.subarray(begin, end), (anchor) => modelRows[anchor] ?? 0);
  return { kind: 'weighted-sum', rows, weights: Array.from(weights.subarray(begin, end)) };
}
