// Makes the plan of a vocabulary change: joins what the tokenizer will be with what the checkpoint is. Reads, decides,
// writes nothing.

import {
  accountRows,
  vocabularyTensors,
  type Checkpoint,
  type RowAccount,
  type RowMove,
  type TyingReason,
} from '@tokengraft/checkpoint';
import type { NativeRowSurvey } from '@tokengraft/native';
import { needsRow, type ChangedVocabulary } from './changed-vocabulary.js';
import type { SurgerySettings } from './extend-options.js';
import { planConfiguration } from './plan-configuration.js';
import { planFolder } from './plan-files.js';
import { oldVocabulary } from './pieces.js';
import { planMatrices, resizeFlags, rowsFor } from './plan-matrices.js';
import { recipeFile } from './recipe.js';
import { nameFlags, surveyTable } from './population.js';
import type { MatrixPlan, TyingDecision, VocabularyCounts, VocabularyPlan } from './vocabulary-plan.js';
import { usedIds } from './token-names.js';
import { findWarnings } from './warnings.js';

export interface PlannedSurgery {
  readonly plan: VocabularyPlan;
  /** By tensor: the sums of its population's rows. They are no part of the plan, and save another reading of the tables. */
  readonly sums: ReadonlyMap<string, Float64Array>;
}

export async function planSurgery(
  operation: VocabularyPlan['operation'],
  checkpoint: Checkpoint,
  { vocabulary, settings }: { readonly vocabulary: ChangedVocabulary; readonly settings: SurgerySettings },
): Promise<PlannedSurgery> {
  const { population, seed, padTo } = settings;
  const facts = await gatherFacts(checkpoint, vocabulary, settings);
  const { before, after, matrices, configuration } = facts;
  const plan: VocabularyPlan = {
    schemaVersion: 1,
    operation,
    source: checkpoint.directory,
    architecture: checkpoint.architectureName,
    tying: tyingDecisions[checkpoint.tying.reason],
    counts: { before: countsOf(before), after: countsOf(after) },
    tokens: vocabulary.tokens,
    ...(vocabulary.ids === undefined ? {} : { ids: vocabulary.ids }),
    population,
    seed,
    padTo,
    matrices,
    paddingRows: { begin: Math.max(before.rows, after.ids), end: Math.max(after.rows, after.ids) },
    holes: after.holes,
    files: await planFolder(facts),
    configuration,
    warnings: findWarnings(facts),
  };
  return { plan, sums: sumsOf(facts) };
}

/** Everything the plan states, or states it about. */
async function gatherFacts(checkpoint: Checkpoint, vocabulary: ChangedVocabulary, settings: SurgerySettings) {
  const { rows } = checkpoint;
  const countedAfter = countRowsAfter(checkpoint, vocabulary, settings.padTo);
  const rowsAfter = countedAfter + checkpoint.extraRows;
  const initializerRange = readInitializerRange(checkpoint);
  const named = nameFlags(vocabulary.before, rows);
  const surveys = await surveyTables(checkpoint, named, settings);
  const flags = new Map([...surveys].map(([tensor, survey]) => [tensor, survey.flags]));
  const matrices = planMatrices({
    ...settings,
    checkpoint,
    old: oldVocabulary(vocabulary.before),
    made: await vocabulary.makeRows?.(flags),
    named,
    flags,
    newTokens: vocabulary.tokens.filter(needsRow),
    rowsAfter: countedAfter,
    kept: vocabulary.kept,
    deviation: initializerRange ?? defaultInitializerRange,
  });
  return {
    checkpoint,
    vocabulary,
    settings,
    flags,
    surveys,
    initializerRange,
    matrices,
    before: accountRows({ rows, usedIds: usedIds(vocabulary.before) }),
    after: accountRows({ rows: rowsAfter, usedIds: usedIds(vocabulary.after) }),
    tokenizerFiles: vocabulary.files,
    extras: [...(vocabulary.extras?.keys() ?? []), recipeFile],
    configuration: await planConfiguration(checkpoint, matrices, vocabulary),
  };
}

/** Rows of the tensors that have one for each id; a vocabulary that gets no ids and no padding stays as it is. */
function countRowsAfter({ rows, extraRows }: Checkpoint, vocabulary: ChangedVocabulary, padTo: number): number {
  const { before, after, kept, headRows } = vocabulary;
  const counted = rows - extraRows;
  if (headRows !== undefined) return rowsFor(0, headRows, padTo);
  if (kept !== undefined) return rowsFor(0, extraRows > 0 ? movedBelow(kept, counted) : after.idBound, padTo);
  const stays = extraRows > 0 && before.idBound === after.idBound;
  return rowsFor(counted, stays ? 0 : after.idBound, padTo);
}

/** How many rows the old ones below `rows` need at their new places. */
function movedBelow(moves: readonly RowMove[], rows: number): number {
  const ends = moves.filter(({ from }) => from < rows).map(({ from, to, count }) => to + Math.min(count, rows - from));
  return Math.max(1, ...ends);
}

/** Looks at every vocabulary tensor that is stored. */
async function surveyTables(
  checkpoint: Checkpoint,
  named: Uint8Array,
  settings: SurgerySettings,
): Promise<ReadonlyMap<string, NativeRowSurvey>> {
  const surveys = new Map<string, NativeRowSurvey>();
  for (const tensor of vocabularyTensors(checkpoint)) {
    const members = settings.population === 'all' ? new Uint8Array() : resizeFlags(named, tensor.matrix.rows);
    surveys.set(tensor.name, await surveyTable(tensor, members, settings));
  }
  return surveys;
}

/** Of the tensors whose population is the one that was summed; a bias has that of its head, and none may be live. */
function sumsOf({ surveys, matrices, settings }: SummedFacts): ReadonlyMap<string, Float64Array> {
  const summed = matrices.filter(({ role, population }) => role !== 'headBias' && population === settings.population);
  return new Map(
    summed.flatMap(({ tensor }) =>
      [surveys.get(tensor)].flatMap((found) => (found === undefined ? [] : [[tensor, found.sums] as const])),
    ),
  );
}

interface SummedFacts {
  readonly surveys: ReadonlyMap<string, NativeRowSurvey>;
  readonly matrices: readonly MatrixPlan[];
  readonly settings: SurgerySettings;
}

/** What the field's frameworks use where a configuration is silent. */
const defaultInitializerRange = 0.02;

function readInitializerRange({ config }: Checkpoint): number | undefined {
  const found = [config.get(['initializer_range']), config.get(['text_config', 'initializer_range'])];
  return found.find((value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0);
}

function countsOf({ rows, ids, used, spare }: RowAccount): VocabularyCounts {
  return { rows, ids, used, spare };
}

const tyingDecisions: Readonly<Record<TyingReason, TyingDecision>> = {
  'no-head': { kind: 'tied', why: 'no head is stored' },
  'equal-copies': { kind: 'stored-twice', why: 'the stored head equals the input table' },
  'different-tables': { kind: 'untied', why: 'the stored head differs from the input table' },
  told: { kind: 'untied', why: 'the option tie says so' },
};
