// The whole story of a vocabulary change, in its steps: open, change the tokenizer, plan, write, verify, put in place. What
// kind of change it is, the caller says.

import { join } from 'node:path';
import { openCheckpoint, rewriteCheckpoint, spreadTables, type Checkpoint } from '@tokengraft/checkpoint';
import { writeFileBeside } from '@tokengraft/documents';
import { TokengraftError, expectString } from '@tokengraft/errors';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { needsRow, type ChangedVocabulary } from './changed-vocabulary.js';
import { editedConfigurations } from './configuration-files.js';
import type { SurgerySettings } from './extend-options.js';
import { asChoice } from './init-choice.js';
import { makeRows, type KnownRows } from './known-rows.js';
import { matrixChange } from './matrix-changes.js';
import { checkTarget, createOutputFolder } from './output-folder.js';
import { planSurgery } from './plan-surgery.js';
import { hashFiles, makeRecipe, recipeFile, renderRecipe, type Recipe } from './recipe.js';
import { compareOnSample } from './sample.js';
import type { ChangedTensor, SurgeryReport } from './surgery-report.js';
import { trainerSnippets } from './token-ids.js';
import type { VerifyReport } from './verify-report.js';
import { verifyAgainst } from './verify-against.js';
import type { Operation, VocabularyPlan } from './vocabulary-plan.js';

export interface OpenedModel {
  readonly checkpoint: Checkpoint;
  readonly tokenizer: Tokenizer;
}

export interface Change {
  readonly operation: Operation;
  readonly settings: SurgerySettings;
  /** What becomes of the tokenizer. */
  readonly change: (model: OpenedModel) => Promise<ChangedVocabulary>;
  /** The operation's own options as its recipe records them. */
  readonly recipeOptions: (facts: { readonly plan: VocabularyPlan }) => Readonly<Record<string, unknown>>;
}

export async function performSurgery(source: string, change: Change): Promise<SurgeryReport> {
  const started = performance.now();
  const model = await openModel(expectString('source', source), change.settings);
  const spread = await spreadTables(model.checkpoint);
  try {
    return await perform({ ...model, checkpoint: spread.checkpoint }, change, started);
  } finally {
    await spread.close();
  }
}

async function perform(
  { checkpoint, tokenizer }: OpenedModel,
  { operation, settings, change, recipeOptions }: Change,
  started: number,
): Promise<SurgeryReport> {
  const vocabulary = await change({ checkpoint, tokenizer });
  if (settings.out !== undefined) {
    await checkTarget(settings.out, { source: checkpoint.directory, force: settings.force });
  }
  const { plan, sums } = await planSurgery(operation, checkpoint, { vocabulary, settings });
  settings.onProgress({ step: 'plan', done: 0, total: 0 });
  const options = { ...recordSettings(settings), ...recipeOptions({ plan }) };
  const recipe = await makeRecipe({ plan, checkpoint, tokenizer, options });
  const written = settings.dryRun ? {} : await execute(plan, { checkpoint, sums, vocabulary, settings, recipe });
  return {
    schemaVersion: 1,
    dryRun: settings.dryRun,
    source: checkpoint.directory,
    plan,
    recipe,
    rows: { before: plan.counts.before.rows, after: plan.counts.after.rows },
    tensors: plan.matrices.map(changedTensor),
    sample: compareOnSample(vocabulary, settings.sample),
    ...(operation !== 'transplant' && plan.tokens.some(needsRow) ? { trainers: trainerSnippets({ plan }) } : {}),
    ...written,
    seconds: (performance.now() - started) / 1000,
  };
}

async function openModel(source: string, settings: SurgerySettings): Promise<OpenedModel> {
  settings.onProgress({ step: 'open', done: 0, total: 0 });
  const stop = stopOf(settings);
  const checkpoint = await openCheckpoint(source, { ...settings.tables, ...stop });
  return { checkpoint, tokenizer: await loadTokenizer(checkpoint.directory, stop) };
}

/** What replaying needs: nothing of this run, such as folders, threads and signals. */
function recordSettings({ tables, init, initHead, padTo, population, seed }: SurgerySettings) {
  const padded = padTo === 1 ? {} : { padTo };
  return { ...tables, init: asChoice(init), initHead: asChoice(initHead), ...padded, population, seed };
}

interface Execution {
  readonly checkpoint: Checkpoint;
  readonly sums: ReadonlyMap<string, Float64Array>;
  readonly recipe: Recipe;
  readonly vocabulary: ChangedVocabulary;
  readonly settings: SurgerySettings;
}

/** Carries the plan out; whatever goes wrong, nothing is left behind. */
async function execute(
  plan: VocabularyPlan,
  execution: Execution,
): Promise<{ readonly out: string; readonly verification: VerifyReport }> {
  const { out = '', force, signal } = execution.settings;
  const output = await createOutputFolder(out, { source: plan.source, force });
  try {
    const made = await makeRows(plan, execution);
    await writeModel(plan, output.folder, { ...execution, made });
    const verification = await verifyModel(plan, output.folder, { ...execution, made });
    signal?.throwIfAborted();
    await output.commit();
    return { out: output.target, verification: { ...verification, after: output.target } };
  } catch (error) {
    // What cannot be removed now is removed by the next run; the first failure is the one to tell.
    await output.discard().catch(() => undefined);
    throw error;
  }
}

type Written = Execution & { readonly made: KnownRows };

async function writeModel(
  plan: VocabularyPlan,
  folder: string,
  { checkpoint, sums, vocabulary, settings, recipe, made }: Written,
) {
  const stop = stopOf(settings);
  const tokenizerFiles = await vocabulary.write(folder, stop);
  const texts = new Map([
    ...(await editedConfigurations(plan.source, plan.configuration)),
    ...(vocabulary.extras ?? []),
  ]);
  for (const [file, text] of texts) await writeFileBeside(join(folder, file), text);
  const removed = plan.files.filter(({ action }) => action === 'removed').map(({ file }) => file);
  const changes = plan.matrices.map((matrix) => ({
    ...matrixChange(matrix, plan, sums),
    made: made.get(matrix.tensor),
  }));
  await rewriteCheckpoint(checkpoint, changes, folder, {
    skip: [...new Set([...tokenizerFiles, ...texts.keys(), recipeFile, ...removed])],
    threads: settings.threads,
    durable: false, // the folder is synced as a whole before it takes its place: verification need not wait for that
    ...stop,
    onProgress: ({ done, total }) => settings.onProgress({ step: 'write', done, total }),
  });
  const files = await hashFiles(folder, new Set(checkpoint.shards.map(({ file }) => file)));
  await writeFileBeside(join(folder, recipeFile), renderRecipe({ ...recipe, files }));
}

/** Compares bytes with bytes; hashes would say the same again for the time of another reading. */
async function verifyModel(
  plan: VocabularyPlan,
  folder: string,
  { checkpoint, vocabulary, settings, recipe, made }: Written,
): Promise<VerifyReport> {
  const { threads, signal, onProgress, tables } = settings;
  const before = { checkpoint, tokenizer: vocabulary.before };
  const options = { plan, recipe, made, hash: false, tables, threads, signal, onProgress };
  const report = await verifyAgainst(before, folder, options);
  if (report.ok) return report;
  const failed = report.checks.filter(({ ok }) => !ok);
  const message = `the changed model failed its verification, nothing was written: ${failed.map(({ name, detail }) => `${name}: ${detail}`).join('; ')}`;
  throw new TokengraftError('verification-failed', message, { checks: failed });
}

function stopOf({ signal }: SurgerySettings): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

function changedTensor({
  tensor,
  role,
  shard,
  rowsBefore,
  rowsAfter,
}: VocabularyPlan['matrices'][number]): ChangedTensor {
  return { tensor, role, shard, rowsBefore, rowsAfter };
}
