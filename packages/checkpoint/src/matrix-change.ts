// What becomes of one vocabulary tensor, as data, and the same as a plan for the native row kernels.

import { TokengraftError } from '@tokengraft/errors';
import type { NativeFillPlan, NativeMatrix, NativeRowMap, RowKindNumber } from '@tokengraft/native';

import type { Checkpoint, VocabularyTensor } from './checkpoint.js';
import { vocabularyTensors } from './checkpoint.js';
import { dtypeBits } from './safetensors/dtypes.js';

export type RowRecipe =
  | { readonly kind: 'zero' }
  /** Of the population's rows. */
  | { readonly kind: 'mean' }
  /** The sum of weights[i] times old row rows[i], and of `mean` (default 0) times the mean of the population. */
  | {
      readonly kind: 'weighted-sum';
      readonly rows: readonly number[];
      readonly weights: readonly number[];
      readonly mean?: number;
    }
  /** A draw from the change's `normal`. */
  | { readonly kind: 'normal' }
  /** A draw from N(mean, scale · covariance) of the population's rows, with the change's `covarianceScale`. */
  | { readonly kind: 'mean-cov' }
  /** Row `donorRow` of the donor of the change's `map`, through that map. */
  | { readonly kind: 'mapped'; readonly donorRow: number };

/** A linear map from rows of another model's table, fitted to pairs of rows that mean the same (see tokengraft/rows.h). */
export interface RowMap {
  readonly kind: 'ridge' | 'procrustes';
  readonly donor: NativeMatrix;
  readonly donorRows: readonly number[];
  /** Old rows of the tensor, one for each of `donorRows`. */
  readonly modelRows: readonly number[];
  /** Of ridge, above 0: a share of the mean square of the donor's columns. */
  readonly penalty: number;
}

export interface RowFill {
  readonly row: number;
  readonly recipe: RowRecipe;
}

/** The `count` old rows from `from` on become the rows from `to` on. */
export interface RowMove {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

export interface MatrixChange {
  readonly tensor: string;
  /** After the change. Fewer than before drops the last ones. */
  readonly rows: number;
  /** Ascending by `to`, without overlap there: which old rows stay, and where. Absent: each keeps its place. */
  readonly kept?: readonly RowMove[];
  /** Ascending by row; every row that no old one becomes is listed, others may be. */
  readonly fill: readonly RowFill[];
  /** One flag an old row: counts in the mean. Empty: every row. */
  readonly population: Uint8Array;
  /** Of the population's rows, a sum a column, where they are known; otherwise they are taken from the table. */
  readonly sums?: Float64Array | undefined;
  readonly normal: { readonly mean: number; readonly deviation: number };
  /** At least 0; for `mean-cov`. */
  readonly covarianceScale?: number;
  /** For `mapped`. */
  readonly map?: RowMap;
  /** Integers below 2^53; a draw depends on seed, stream, row and column only. */
  readonly seed: number;
  readonly stream: number;
  /** The bytes of the filled rows, one behind the other, where they are known already: written as they are. */
  readonly made?: Uint8Array | undefined;
}

const kindNumbers: Readonly<Record<RowRecipe['kind'], RowKindNumber>> = {
  zero: 0,
  mean: 1,
  'weighted-sum': 2,
  normal: 3,
  'mean-cov': 4,
  mapped: 5,
};

/** The change as a native plan that writes row 0 at byte `targetOffset` of `targetPath`. Checks the change. */
export function fillPlanOf(
  checkpoint: Checkpoint,
  change: MatrixChange,
  targetPath: string,
  targetOffset: number,
): NativeFillPlan {
  return fillPlanFor(changedTensor(checkpoint, change), change, targetPath, targetOffset);
}

/** The same for a tensor that is at hand. */
export function fillPlanFor(
  tensor: VocabularyTensor,
  change: MatrixChange,
  targetPath: string,
  targetOffset: number,
): NativeFillPlan {
  checkChange(tensor, change);
  const { matrix } = tensor;
  return {
    source: matrix,
    target: { ...matrix, path: targetPath, offset: targetOffset, rows: change.rows },
    targetRows: Float64Array.from(change.fill, ({ row }) => row),
    kinds: Uint8Array.from(change.fill, ({ recipe }) => kindNumbers[recipe.kind]),
    ...termsOf(change.fill),
    meanWeights: Float64Array.from(change.fill, ({ recipe }) =>
      recipe.kind === 'weighted-sum' ? (recipe.mean ?? 0) : 0,
    ),
    population: change.population,
    sums: change.sums,
    normalMean: change.normal.mean,
    normalDeviation: change.normal.deviation,
    covarianceScale: change.covarianceScale ?? 0,
    map: change.map === undefined ? undefined : nativeMap(change.map),
    seed: change.seed,
    stream: change.stream,
  };
}

function nativeMap({ kind, donor, donorRows, modelRows, penalty }: RowMap): NativeRowMap {
  return {
    donor,
    donorRows: Float64Array.from(donorRows),
    sourceRows: Float64Array.from(modelRows),
    kind: kind === 'ridge' ? 0 : 1,
    penalty,
  };
}

/** What a recipe is the sum of. */
function termsIn(recipe: RowRecipe): { readonly rows: readonly number[]; readonly weights: readonly number[] } {
  if (recipe.kind === 'weighted-sum') return recipe;
  return recipe.kind === 'mapped' ? { rows: [recipe.donorRow], weights: [1] } : { rows: [], weights: [] };
}

/** The recipes' rows and weights one behind the other, recipe i's from termBegins[i]. */
function termsOf(fill: readonly RowFill[]): Pick<NativeFillPlan, 'termBegins' | 'termRows' | 'termWeights'> {
  const terms = fill.map(({ recipe }) => termsIn(recipe));
  const termBegins = new Float64Array(fill.length + 1);
  for (const [index, { rows }] of terms.entries()) termBegins[index + 1] = (termBegins[index] ?? 0) + rows.length;
  const termRows = new Float64Array(termBegins.at(-1) ?? 0);
  const termWeights = new Float64Array(termRows.length);
  for (const [index, { rows, weights }] of terms.entries()) {
    termRows.set(rows, termBegins[index]);
    termWeights.set(weights, termBegins[index]);
  }
  return { termBegins, termRows, termWeights };
}

/** The tensor that `change` names. Refuses ('not-found') what is no vocabulary tensor, and (TypeError) a change that is not whole. */
export function changedTensor(checkpoint: Checkpoint, change: MatrixChange): VocabularyTensor {
  const tensor = vocabularyTensors(checkpoint).find((each) => each.name === change.tensor);
  if (tensor === undefined) {
    const message = `${change.tensor} is no vocabulary tensor of ${checkpoint.directory}`;
    throw new TokengraftError('not-found', message, { tensor: change.tensor });
  }
  checkChange(tensor, change);
  return tensor;
}

function checkChange(tensor: VocabularyTensor, change: MatrixChange): void {
  checkKept(change, tensor.matrix.rows);
  checkFill(change, tensor.matrix.rows);
  if (change.population.length !== 0 && change.population.length !== tensor.matrix.rows) {
    throw wrongChange(change, `a population of ${tensor.matrix.rows} flags or none`, `${change.population.length}`);
  }
  if (!Number.isSafeInteger(change.rows * rowBytes(tensor))) throw wrongChange(change, 'fewer rows', `${change.rows}`);
  const size = change.fill.length * rowBytes(tensor);
  if (change.made !== undefined && change.made.length !== size) {
    throw wrongChange(change, `${size} bytes of rows that are made`, `${change.made.length}`);
  }
}

export function rowBytes(tensor: VocabularyTensor): number {
  return tensor.matrix.width * (dtypeBits[tensor.dtype] / 8);
}

/** Which old rows become which rows: as the change says, or each its own. */
export function keptRows(
  { kept, rows }: { readonly kept?: readonly RowMove[] | undefined; readonly rows: number },
  oldRows: number,
): readonly RowMove[] {
  return kept ?? [{ from: 0, to: 0, count: Math.min(rows, oldRows) }];
}

function checkKept(change: MatrixChange, oldRows: number): void {
  let next = 0;
  for (const { from, to, count } of change.kept ?? []) {
    const isWhole = [from, to, count].every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!isWhole || from + count > oldRows || to < next || to + count > change.rows) {
      const expected = `moves of rows below ${oldRows} to ascending places below ${change.rows}`;
      throw wrongChange(change, expected, `${count} rows from ${from} to ${to}`);
    }
    next = to + count;
  }
}

function checkFill(change: MatrixChange, oldRows: number): void {
  let next = 0;
  for (const { row, recipe } of change.fill) {
    if (!Number.isSafeInteger(row) || row < next || row >= change.rows) {
      throw wrongChange(change, `rows to fill ascending and below ${change.rows}`, `row ${row}`);
    }
    next = row + 1;
    if (recipe.kind === 'weighted-sum') checkTerms(change, recipe, oldRows);
  }
  const missing = firstUnmade(change, oldRows);
  if (missing !== undefined) throw wrongChange(change, 'a recipe for each new row', `none for row ${missing}`);
}

/** The first row that is neither an old one nor filled. */
function firstUnmade(change: MatrixChange, oldRows: number): number | undefined {
  const made = new Uint8Array(change.rows);
  for (const { to, count } of keptRows(change, oldRows)) made.fill(1, to, to + count);
  for (const { row } of change.fill) made[row] = 1;
  const missing = made.indexOf(0);
  return missing < 0 ? undefined : missing;
}

function checkTerms(change: MatrixChange, recipe: RowRecipe & { kind: 'weighted-sum' }, oldRows: number): void {
  const { rows, weights } = recipe;
  if (rows.length !== weights.length) throw wrongChange(change, `${rows.length} weights`, `${weights.length}`);
  const outside = rows.find((row) => !Number.isSafeInteger(row) || row < 0 || row >= oldRows);
  if (outside !== undefined) throw wrongChange(change, `terms below ${oldRows}`, `row ${outside}`);
}

function wrongChange(change: MatrixChange, expected: string, found: string): TypeError {
  return new TypeError(`expected ${expected} for the change of ${change.tensor}, received ${found}`);
}
