// The whole story of growing a vocabulary, in its steps: open, grow, plan, write, verify, put in place.

import { openCheckpoint, rewriteCheckpoint, type Checkpoint } from '@tokengraft/checkpoint';
import { TokengraftError, expectString } from '@tokengraft/errors';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { carryListOver, listOfAddedTokens } from './carry-over.js';
import { checkExtendOptions, type ExtendOptions, type ExtendSettings } from './extend-options.js';
import type { ChangedTensor, ExtendReport } from './extend-report.js';
import { growTokenizer, type GrownTokenizer } from './grow-tokenizer.js';
import { matrixChange } from './matrix-changes.js';
import { checkTarget, createOutputFolder } from './output-folder.js';
import { planExtension } from './plan-extension.js';
import { compareOnSample } from './sample.js';
import type { VerifyReport } from './verify-report.js';
import { verifyAgainst } from './verify.js';
import type { VocabularyPlan } from './vocabulary-plan.js';

/**
 * Adds tokens to the model in `source`: to its tokenizer, input table, head, bias and configuration together, and writes
 * the extended model to `options.out` in one step. With `dryRun` it answers with the plan and touches nothing.
 *
 * Fails with `bad-argument`, `target-exists`, `id-clash`, `non-finite`, `shape-mismatch`, `tie-conflict`, `unsupported`,
 * `not-found`, `bad-file`, `no-space`, `io`, or `verification-failed`; then no output is left behind.
 */
export async function extendVocabulary(source: string, options: ExtendOptions): Promise<ExtendReport> {
  const started = performance.now();
  expectString('source', source);
  const settings = checkExtendOptions(options);
  const { checkpoint, grown } = await openModel(source, settings);
  if (settings.out !== undefined) await checkTarget(settings.out, { source, force: settings.force });
  const plan = await planExtension(checkpoint, grown, settings);
  settings.onProgress({ step: 'plan', done: 0, total: 0 });
  const written = settings.dryRun ? {} : await execute(plan, { checkpoint, grown, settings });
  return {
    schemaVersion: 1,
    dryRun: settings.dryRun,
    source: checkpoint.directory,
    plan,
    rows: { before: plan.counts.before.rows, after: plan.counts.after.rows },
    tensors: plan.matrices.map(changedTensor),
    sample: compareOnSample(grown, settings.sample),
    ...written,
    seconds: (performance.now() - started) / 1000,
  };
}

interface OpenedModel {
  readonly checkpoint: Checkpoint;
  readonly grown: GrownTokenizer;
}

async function openModel(source: string, settings: ExtendSettings): Promise<OpenedModel> {
  settings.onProgress({ step: 'open', done: 0, total: 0 });
  const stop = settings.signal === undefined ? {} : { signal: settings.signal };
  const checkpoint = await openCheckpoint(source, { ...settings.tables, ...stop });
  const tokenizer = await loadTokenizer(checkpoint.directory, stop);
  return { checkpoint, grown: await growTokenizer(tokenizer, settings) };
}

interface Execution extends OpenedModel {
  readonly settings: ExtendSettings;
}

/** Carries the plan out; whatever goes wrong, nothing is left behind. */
async function execute(
  plan: VocabularyPlan,
  execution: Execution,
): Promise<{ readonly out: string; readonly verification: VerifyReport }> {
  const { out = '', force, signal } = execution.settings;
  const output = await createOutputFolder(out, { source: plan.source, force });
  try {
    await writeModel(plan, output.folder, execution);
    const verification = await verifyModel(plan, output.folder, execution);
    signal?.throwIfAborted();
    await output.commit();
    return { out: output.target, verification: { ...verification, after: output.target } };
  } catch (error) {
    // What cannot be removed now is removed by the next run; the first failure is the one to tell.
    await output.discard().catch(() => undefined);
    throw error;
  }
}

async function writeModel(plan: VocabularyPlan, folder: string, { checkpoint, grown, settings }: Execution) {
  const { threads, signal, onProgress } = settings;
  const stop = signal === undefined ? {} : { signal };
  const tokenizerFiles = await writeTokenizer(plan, grown, { folder, stop });
  const removed = plan.files.filter(({ action }) => action === 'removed').map(({ file }) => file);
  const changes = plan.matrices.map((matrix) => matrixChange(matrix, plan));
  await rewriteCheckpoint(checkpoint, changes, folder, {
    skip: [...new Set([...tokenizerFiles, ...removed])],
    threads,
    ...stop,
    onProgress: ({ done, total }) => onProgress({ step: 'write', done, total }),
  });
}

/** Answers with the names of the files it wrote. */
async function writeTokenizer(
  plan: VocabularyPlan,
  grown: GrownTokenizer,
  { folder, stop }: { readonly folder: string; readonly stop: { readonly signal?: AbortSignal } },
): Promise<string[]> {
  const saved = (await grown.after.save(folder, stop)).map(({ file }) => file);
  return saved.includes(listOfAddedTokens) ? saved : [...saved, ...(await carryListOver(plan, grown, folder))];
}

/** Compares bytes with bytes; hashes would say the same again for the time of another reading. */
async function verifyModel(
  plan: VocabularyPlan,
  folder: string,
  { checkpoint, grown, settings }: Execution,
): Promise<VerifyReport> {
  const { threads, signal, onProgress, tables } = settings;
  const before = { checkpoint, tokenizer: grown.before };
  const report = await verifyAgainst(before, folder, { plan, hash: false, tables, threads, signal, onProgress });
  if (report.ok) return report;
  const failed = report.checks.filter(({ ok }) => !ok);
  const message = `the extended model failed its verification, nothing was written: ${failed.map(({ name, detail }) => `${name}: ${detail}`).join('; ')}`;
  throw new TokengraftError('verification-failed', message, { checks: failed });
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
