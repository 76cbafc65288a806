// The rows of an extension: how many each vocabulary tensor gets, and how each new one is made.

import {
  keptRows,
  vocabularyTensors,
  type Checkpoint,
  type RowFill,
  type RowMove,
  type RowRecipe,
  type VocabularyTensor,
} from '@tokengraft/checkpoint';
import { TokengraftError } from '@tokengraft/errors';
import { makeRowMaker, type Init } from './init-choice.js';
import type { OldVocabulary } from './init/init-method.js';
import { countedRows, isFiniteRow, refuseNonFinite, type RowFlags } from './population.js';
import type { MadeRows } from './changed-vocabulary.js';
import { placeRows, type RowPlaces } from './row-places.js';
import type { MatrixPlan, MatrixRole, Population, RowRange, TokenPlan } from './vocabulary-plan.js';

export interface MatrixFacts {
  readonly checkpoint: Checkpoint;
  /** One flag a row: the id has a token with a real name. */
  readonly named: Uint8Array;
  /** Of every vocabulary tensor, by name. */
  readonly flags: ReadonlyMap<string, RowFlags>;
  readonly newTokens: readonly TokenPlan[];
  readonly rowsAfter: number;
  /** Where old rows go; undefined: each keeps its place. */
  readonly kept: readonly RowMove[] | undefined;
  readonly population: Population;
  readonly init: Init;
  readonly initHead: Init;
  readonly old: OldVocabulary;
  /** Recipes that were found otherwise than by `init`, by tensor. */
  readonly made?: MadeRows | undefined;
  readonly deviation: number;
}

/** The rule of rows: room for every id, a multiple of `padTo` where rows are added, never fewer than before. */
export function rowsFor(rows: number, ids: number, padTo: number): number {
  const need = Math.max(ids, 1);
  return Math.max(rows, Math.ceil(need / padTo) * padTo);
}

/** The plans of all vocabulary tensors; equal copies get equal plans. */
export function planMatrices(facts: MatrixFacts): MatrixPlan[] {
  return vocabularyTensors(facts.checkpoint).map((tensor, index) =>
    planMatrix(tensor, choiceFor(tensor, index, facts), facts),
  );
}

const streams: Readonly<Record<MatrixRole, number>> = { embedding: 0, head: 1, headBias: 2, perLayer: 3 };

interface Choice {
  readonly method: Init;
  readonly stream: number;
  /** The table whose population counts: a bias follows its head. */
  readonly like: VocabularyTensor;
}

function choiceFor(tensor: VocabularyTensor, index: number, { checkpoint, init, initHead }: MatrixFacts): Choice {
  const { vocabulary, tying } = checkpoint;
  const { embedding, head } = vocabulary;
  const { role, copyOf } = tensor;
  const ofInput = role === 'embedding' || role === 'perLayer' || copyOf === embedding.name;
  const followsInput = ofInput || (tying.tied && tensor === head);
  const main = vocabularyTensors(checkpoint).find(({ name }) => name === copyOf);
  const isMain = tensor === embedding || tensor === head || tensor === vocabulary.headBias;
  const ownStream = isMain || role === 'perLayer' ? streams[role] : firstFurtherStream + index;
  return {
    method: followsInput ? init : initHead,
    stream: tying.tied && tensor === head ? streams.embedding : main === undefined ? ownStream : streams[main.role],
    like: role === 'headBias' ? (head ?? embedding) : tensor,
  };
}

/** Behind those of the roles. */
const firstFurtherStream = 8;

function planMatrix(tensor: VocabularyTensor, { method, stream, like }: Choice, facts: MatrixFacts): MatrixPlan {
  const { matrix, role } = tensor;
  const { row, bias, covarianceScale } = makeRowMaker(method, facts.old);
  const zeroBias = role === 'headBias' && facts.checkpoint.architecture.zeroBias === true;
  const made = facts.made?.get(tensor.name);
  const recipe = zeroBias ? () => zeroRecipe : role === 'headBias' ? bias : row;
  const places = placeRows(tensor, facts);
  const newTokens = facts.newTokens.filter(({ id }) => id < places.rowsAfter);
  const rest = zeroBias ? zeroRecipe : meanRecipe;
  const fill = fillRows(matrix.rows, { ...places, newTokens, rest }, (token) => {
    return made?.recipes.get(token.id) ?? recipe({ row: token.id, ...token });
  });
  const likeFlags = flagsOf(like, facts);
  const population = { named: resizeFlags(facts.named, matrix.rows), flags: likeFlags };
  const { excluded, population: counted } = countedRows(facts.population, population);
  refuseUnreadable(tensor, fill, { excluded, facts });
  return {
    role,
    tensor: tensor.name,
    shard: tensor.file,
    dtype: tensor.dtype,
    rowsBefore: matrix.rows,
    ...(tensor.axis === 1 ? { axis: 1 } : {}),
    rowsAfter: places.rowsAfter,
    ...(places.kept === undefined ? {} : { kept: places.kept }),
    width: matrix.width,
    ...(made?.choice ?? method),
    population: counted,
    excluded,
    normal: { mean: 0, deviation: facts.deviation },
    ...(covarianceScale === undefined ? {} : { covarianceScale }),
    ...(made?.map === undefined ? {} : { map: made.map }),
    stream,
    fill,
  };
}

const meanRecipe = { kind: 'mean' } as const;
const zeroRecipe = { kind: 'zero' } as const;

/** One flag for each of `rows` rows; those behind the flags have no name. */
export function resizeFlags(flags: Uint8Array, rows: number): Uint8Array {
  if (flags.length >= rows) return flags.subarray(0, rows);
  const resized = new Uint8Array(rows);
  resized.set(flags);
  return resized;
}

/** New tokens by the method; every other row that did not exist before by `rest`. */
function fillRows(
  rowsBefore: number,
  {
    newTokens,
    rowsAfter,
    kept,
    rest,
  }: RowPlaces & { readonly newTokens: readonly TokenPlan[]; readonly rest: RowFill['recipe'] },
  recipe: (token: TokenPlan) => RowFill['recipe'],
): RowFill[] {
  const made = new Uint8Array(rowsAfter);
  for (const { to, count } of keptRows({ kept, rows: rowsAfter }, rowsBefore)) made.fill(1, to, to + count);
  for (const { id } of newTokens) made[id] = 1;
  const fill: RowFill[] = newTokens.map((token) => ({ row: token.id, recipe: recipe(token) }));
  for (const [row, isMade] of made.entries()) if (isMade === 0) fill.push({ row, recipe: rest });
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
