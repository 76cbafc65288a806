// The whole story on one machine: plan, run the shards on all cores, merge as they come. What is done is kept beside the
// output until all is done, so that an interrupted run can go on.

import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { expectArray, expectOneOf, expectString } from '@tokengraft/errors';
import { loadTokenizer, type Device, type Tokenizer } from '@tokengraft/tokenizer';
import { mergeShards, type MergeStep } from './merge/merge.js';
import type { DatasetManifest } from './merge/manifest.js';
import { refuseExisting, removeAbandoned } from './merge/output-folder.js';
import type { RowFormatName } from './read/index.js';
import { readSettings, type DatasetSettings } from './settings.js';
import { isFinal } from './shards/is-final.js';
import { makePlan, type DatasetPlan } from './shards/plan.js';
import { readPlan, writePlan } from './shards/plan-file.js';
import { readRecord } from './shards/record.js';
import { ShardPool } from './shards/shard-pool.js';
import { outputFormatNames, type OutputFormatName } from './write/index.js';

export interface TokenizeProgress {
  readonly step: MergeStep;
  /** Bytes of the files that were read, as they lie on disk, and of all. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly rows: number;
  readonly tokens: number;
}

export interface TokenizeOptions extends Partial<DatasetSettings> {
  /** A model folder or tokenizer file. */
  readonly tokenizer: string;
  readonly pattern?: string | undefined;
  readonly inputFormat?: RowFormatName | undefined;
  readonly format: OutputFormatName;
  readonly out: string;
  readonly force?: boolean | undefined;
  /** Go on with what an interrupted run of the same job left. */
  readonly resume?: boolean | undefined;
  /** 0: all cores. */
  readonly threads?: number | undefined;
  /** What encodes; the result does not depend on it. Default 'cpu'; see `encodeBatch` of the tokenizer for 'cuda'. */
  readonly device?: Device | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TokenizeProgress) => void) | undefined;
}

/** Tokenizes the rows of `files` into a data set at `options.out` and answers with its manifest. */
export async function tokenizeDataset(files: readonly string[], options: TokenizeOptions): Promise<DatasetManifest> {
  const { out, force = false, format } = options;
  expectArray('files', files);
  expectString('options.out', out);
  expectOneOf('options.format', format, outputFormatNames);
  await refuseExisting(resolve(out), force);
  const tokenizer = await openTokenizer(options);
  await expectRunsOn(tokenizer, options);
  const plan = await planFiles(files, tokenizer, options);
  const root = workFolder(out);
  await removeAbandoned(out);
  if (!(await canResume(root, plan, options.resume === true))) {
    await rm(root, { recursive: true, force: true });
    await writePlan(root, plan);
  }
  try {
    const manifest = await runAndMerge(plan, tokenizer, root, options);
    await rm(root, { recursive: true, force: true });
    return manifest;
  } catch (error) {
    // Input that is changed and options that are other make another plan: nothing would go on from here.
    if (isFinal(error)) await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** The plan of a run on this machine; nothing is written. */
export async function planTokenize(files: readonly string[], options: TokenizeOptions): Promise<DatasetPlan> {
  return planFiles(files, await openTokenizer(options), options);
}

async function openTokenizer({ tokenizer, pattern, signal }: TokenizeOptions): Promise<Tokenizer> {
  expectString('options.tokenizer', tokenizer);
  const loading = { ...(pattern === undefined ? {} : { pattern }), ...(signal === undefined ? {} : { signal }) };
  return loadTokenizer(tokenizer, loading);
}

/** Fails where the device is not there or cannot run the tokenizer, before anything is written. */
async function expectRunsOn(tokenizer: Tokenizer, { device = 'cpu', signal }: TokenizeOptions): Promise<void> {
  await tokenizer.countBatch([], { device, ...(signal === undefined ? {} : { signal }) });
}

async function planFiles(
  files: readonly string[],
  tokenizer: Tokenizer,
  options: TokenizeOptions,
): Promise<DatasetPlan> {
  return makePlan({
    files,
    tokenizer,
    tokenizerPath: options.tokenizer,
    ...(options.pattern === undefined ? {} : { pattern: options.pattern }),
    ...(options.inputFormat === undefined ? {} : { inputFormat: options.inputFormat }),
    settings: settingsOf(options),
    shardBytes: await shardSize(files),
  });
}

/** The settings among the options. */
export function settingsOf(options: TokenizeOptions): DatasetSettings {
  const { tokenizer: _t, pattern: _p, inputFormat: _i, format: _f, out: _o, force: _g, resume: _r, ...rest } = options;
  const { threads: _n, signal: _s, onProgress: _c, device: _d, ...settings } = rest;
  return readSettings(settings);
}

/** The result does not depend on it; resuming does, so it is a function of the inputs alone. */
async function shardSize(files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file).catch(() => ({ size: 0 }))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Math.min(
    mostShardBytes,
    Math.max(leastShardBytes, Math.ceil(total / (availableParallelism() * shardsPerCore))),
  );
}

const leastShardBytes = 1 << 20;
const mostShardBytes = 1 << 25;
const shardsPerCore = 4;

/** Where unfinished work of `out` lies. */
export function workFolder(out: string): string {
  const target = resolve(out);
  return join(dirname(target), `.${basename(target)}.tokengraft-work`);
}

async function canResume(root: string, plan: DatasetPlan, wanted: boolean): Promise<boolean> {
  if (!wanted) return false;
  const found = await readPlan(root).catch(() => undefined);
  return found?.planId === plan.planId;
}

async function runAndMerge(
  plan: DatasetPlan,
  tokenizer: Tokenizer,
  root: string,
  options: TokenizeOptions,
): Promise<DatasetManifest> {
  const { threads = 0, device, signal, format, out, force = false, onProgress } = options;
  const progress = new ProgressTally(plan, onProgress);
  const done = await Promise.all(plan.shards.map(async (_, index) => readRecord(root, plan, index)));
  const missing = plan.shards.flatMap((_, index) => (done[index] === undefined ? [index] : []));
  for (const [index, record] of done.entries())
    if (record !== undefined) progress.skip(index, record.sourceRows, record.tokens);
  const pool = new ShardPool({
    root,
    plan,
    tokenizer,
    shards: missing,
    threads,
    hashes: false,
    device,
    signal,
    onProgress: progress.add,
  });
  try {
    const recordOf = async (shard: number) => done[shard] ?? pool.recordOf(shard);
    return await mergeShards({ root, plan, recordOf, format, out, force, signal, onStep: progress.step });
  } finally {
    await pool.close();
  }
}

class ProgressTally {
  readonly #plan: DatasetPlan;
  readonly #report: TokenizeOptions['onProgress'];
  #state: TokenizeProgress;

  constructor(plan: DatasetPlan, report: TokenizeOptions['onProgress']) {
    this.#plan = plan;
    this.#report = report;
    const totalBytes = plan.inputs.reduce((sum, { size }) => sum + size, 0);
    this.#state = { step: 'rows', doneBytes: 0, totalBytes, rows: 0, tokens: 0 };
  }

  readonly add = (bytes: number, rows: number, tokens: number): void => {
    const { doneBytes, totalBytes } = this.#state;
    this.#update({
      doneBytes: Math.min(totalBytes, doneBytes + bytes),
      rows: this.#state.rows + rows,
      tokens: this.#state.tokens + tokens,
    });
  };

  readonly step = (step: MergeStep): void => {
    this.#update(step === 'rows' ? { step } : { step, doneBytes: this.#state.totalBytes });
  };

  skip(shard: number, rows: number, tokens: number): void {
    const { start = 0, end = 0, input = 0 } = this.#plan.shards[shard] ?? {};
    const isBytes = end <= (this.#plan.inputs[input]?.size ?? 0);
    this.add(isBytes ? end - start : 0, rows, tokens);
  }

  #update(change: Partial<TokenizeProgress>): void {
    this.#state = { ...this.#state, ...change };
    this.#report?.(this.#state);
  }
}
