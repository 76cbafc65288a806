// The rows of an extension: how many each vocabulary tensor gets, and how each new one is made.

import type { Checkpoint, RowFill, RowRecipe, VocabularyTensor } from '@tokengraft/checkpoint';
import { TokengraftError } from '@tokengraft/errors';
import { makeRowMaker, type Init } from './init-choice.js';
import type { OldVocabulary } from './init/init-method.js';
import { countedRows, isFiniteRow, refuseNonFinite, type RowFlags } from './population.js';
import type { MatrixPlan, MatrixRole, Population, RowRange, TokenPlan } from './vocabulary-plan.js';

export interface MatrixFacts {
  readonly checkpoint: Checkpoint;
  /** One flag a row: the id has a token with a real name. */
  readonly named: Uint8Array;
  /** Of every vocabulary tensor, by name. */
  readonly flags: ReadonlyMap<string, RowFlags>;
  readonly newTokens: readonly TokenPlan[];
  readonly rowsAfter: number;
  readonly population: Population;
  readonly init: Init;
  readonly initHead: Init;
  readonly old: OldVocabulary;
  readonly deviation: number;
}

/** The rule of rows: room for every id, a multiple of `padTo` where rows are added, never fewer than before. */
export function rowsFor(rows: number, ids: number, padTo: number): number {
  const need = Math.max(ids, 1);
  return Math.max(rows, Math.ceil(need / padTo) * padTo);
}

/** The plans of input table, stored head and bias; equal copies get equal plans. */
export function planMatrices(facts: MatrixFacts): MatrixPlan[] {
  const { vocabulary, tying } = facts.checkpoint;
  const { embedding, head, headBias } = vocabulary;
  const plans = [planMatrix(embedding, { method: facts.init, stream: streams.embedding, like: embedding }, facts)];
  const headDraws = tying.tied
    ? { method: facts.init, stream: streams.embedding }
    : { method: facts.initHead, stream: streams.head };
  if (head !== undefined) plans.push(planMatrix(head, { ...headDraws, like: head }, facts));
  if (headBias !== undefined) {
    const like = head ?? embedding;
    plans.push(planMatrix(headBias, { method: facts.initHead, stream: streams.headBias, like }, facts));
  }
  return plans;
}

const streams: Readonly<Record<MatrixRole, number>> = { embedding: 0, head: 1, headBias: 2 };

interface Choice {
  readonly method: Init;
  readonly stream: number;
  /** The table whose population counts: a bias follows its head. */
  readonly like: VocabularyTensor;
}

function planMatrix(tensor: VocabularyTensor, { method, stream, like }: Choice, facts: MatrixFacts): MatrixPlan {
  const { matrix, role } = tensor;
  const { row, bias, covarianceScale } = makeRowMaker(method, facts.old);
  const recipe = role === 'headBias' ? bias : row;
  const fill = fillRows(matrix.rows, facts, (token) => recipe({ row: token.id, ...token }));
  const likeFlags = flagsOf(like, facts);
  const population = { named: facts.named, flags: likeFlags };
  const { excluded, population: counted } = countedRows(facts.population, population);
  refuseUnreadable(tensor, fill, { excluded, facts });
  return {
    role,
    tensor: tensor.name,
    shard: tensor.file,
    dtype: tensor.dtype,
    rowsBefore: matrix.rows,
    rowsAfter: facts.rowsAfter,
    width: matrix.width,
    ...method,
    population: counted,
    excluded,
    normal: { mean: 0, deviation: facts.deviation },
    ...(covarianceScale === undefined ? {} : { covarianceScale }),
    stream,
    fill,
  };
}

/** New tokens by the method; every other row that did not exist before by the mean. */
function fillRows(
  rowsBefore: number,
  { newTokens, rowsAfter }: MatrixFacts,
  recipe: (token: TokenPlan) => RowFill['recipe'],
): RowFill[] {
  const named = new Set(newTokens.map((token) => token.id));
  const fill: RowFill[] = newTokens.map((token) => ({ row: token.id, recipe: recipe(token) }));
  for (let row = rowsBefore; row < rowsAfter; row++) {
    if (!named.has(row)) fill.push({ row, recipe: { kind: 'mean' } });
  }
  return fill.sort((left, right) => left.row - right.row);
}

/** Refuses recipes that would read rows that are not there or not finite. */
function refuseUnreadable(
  tensor: VocabularyTensor,
  fill: readonly RowFill[],
  { excluded, facts }: { readonly excluded: readonly RowRange[]; readonly facts: MatrixFacts },
): void {
  if (fill.some(({ recipe }) => readsPopulation(recipe)))
    refuseNonFinite(tensor.name, flagsOf(tensor, facts), excluded);
  for (const { row, recipe } of fill) {
    if (recipe.kind === 'weighted-sum') refusePieces(tensor, { row, pieces: recipe.rows }, facts);
  }
}

/** Whether the row needs the statistics of the population. */
export function readsPopulation(recipe: RowRecipe): boolean {
  if (recipe.kind === 'weighted-sum') return (recipe.mean ?? 0) !== 0;
  return recipe.kind === 'mean' || recipe.kind === 'mean-cov';
}

function refusePieces(
  tensor: VocabularyTensor,
  { row, pieces }: { readonly row: number; readonly pieces: readonly number[] },
  facts: MatrixFacts,
): void {
  const { rows } = tensor.matrix;
  const flags = flagsOf(tensor, facts);
  const piece = pieces.find((id) => id >= rows || !isFiniteRow(flags, id));
  if (piece === undefined) return;
  const token = `token ${JSON.stringify(facts.newTokens.find(({ id }) => id === row)?.content)} has the piece ${piece}`;
  const details = { tensor: tensor.name, token: row, piece };
  if (piece >= rows) {
    const message = `${token}, but ${tensor.name} has ${rows} rows; choose init "mean"`;
    throw new TokengraftError('shape-mismatch', message, details);
  }
  const message = `${token}, whose row in ${tensor.name} is not finite; repair the checkpoint, or choose init "mean"`;
  throw new TokengraftError('non-finite', message, details);
}

function flagsOf({ name }: VocabularyTensor, facts: MatrixFacts): RowFlags {
  return facts.flags.get(name) ?? new Uint8Array();
}
