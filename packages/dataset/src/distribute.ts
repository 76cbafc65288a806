// The same work past one machine: a plan on a shared file system, its shards run anywhere, merged when all are done.

import { expectString, TokengraftError } from '@tokengraft/errors';
import { loadTokenizer, type Device } from '@tokengraft/tokenizer';
import { hashTokenizer, makePlan, type DatasetPlan } from './shards/plan.js';
import { readPlan, writePlan } from './shards/plan-file.js';
import { readRecord, type ShardRecord } from './shards/record.js';
import { ShardPool } from './shards/shard-pool.js';
import { readStatus, type PlanStatus } from './shards/status.js';
import { mergeShards, type MergeStep } from './merge/merge.js';
import type { DatasetManifest } from './merge/manifest.js';
import { refuseExisting } from './merge/output-folder.js';
import { settingsOf, type TokenizeOptions } from './tokenize.js';
import { outputFormatNames, type OutputFormatName } from './write/index.js';

export interface PlanOptions extends Omit<
  TokenizeOptions,
  'format' | 'out' | 'resume' | 'onProgress' | 'threads' | 'device'
> {
  /** The folder that the plan and its shards' results live in. */
  readonly out: string;
  readonly shardBytes?: number | undefined;
}

const defaultShardBytes = 1 << 26;

/** Makes the plan for `files` and writes it into the folder `options.out`. */
export async function planDataset(files: readonly string[], options: PlanOptions): Promise<DatasetPlan> {
  const {
    out,
    force = false,
    shardBytes = defaultShardBytes,
    tokenizer: path,
    pattern,
    inputFormat,
    ...rest
  } = options;
  await refuseExisting(expectString('options.out', out), force);
  const tokenizer = await loadTokenizer(path, pattern === undefined ? {} : { pattern });
  const plan = await makePlan({
    files,
    tokenizer,
    tokenizerPath: path,
    ...(pattern === undefined ? {} : { pattern }),
    ...(inputFormat === undefined ? {} : { inputFormat }),
    settings: settingsOf({ ...rest, tokenizer: path, format: 'jsonl', out }),
    shardBytes,
  });
  await writePlan(out, plan);
  return plan;
}

export interface RunOptions {
  readonly threads?: number | undefined;
  /** What encodes; the result does not depend on it. Default 'cpu'. */
  readonly device?: Device | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number, rows: number, tokens: number) => void) | undefined;
}

export interface ShardRunReport {
  /** Shards that were done before. */
  readonly skipped: readonly number[];
  readonly ran: readonly ShardRecord[];
}

/** Runs shards of the plan in `root`, those that are done excepted. Fails with what the first failing one failed with. */
export async function runShards(
  root: string,
  shards: readonly number[],
  options: RunOptions = {},
): Promise<ShardRunReport> {
  const plan = await readPlan(root);
  const wrong = shards.find((shard) => plan.shards[shard] === undefined);
  if (wrong !== undefined) {
    throw new TokengraftError('bad-argument', `the plan has no shard ${wrong}; it has ${plan.shards.length}, from 0`);
  }
  const done = await Promise.all(shards.map(async (shard) => readRecord(root, plan, shard)));
  const missing = shards.filter((_, at) => done[at] === undefined);
  const skipped = shards.filter((_, at) => done[at] !== undefined);
  if (missing.length === 0) return { skipped, ran: [] };
  const tokenizer = await openPlanned(plan);
  const { threads = 0, device = 'cpu' } = options;
  // Fails where the device is not there or cannot run the tokenizer, before a shard is begun.
  await tokenizer.countBatch([], { device });
  const pool = new ShardPool({ root, plan, tokenizer, shards: missing, ...options, threads, hashes: true });
  try {
    const ran: ShardRecord[] = [];
    for (const shard of missing) ran.push(await pool.recordOf(shard));
    return { skipped, ran };
  } finally {
    await pool.close();
  }
}

async function openPlanned({ tokenizer: { path, pattern, sha256 } }: DatasetPlan) {
  const tokenizer = await loadTokenizer(path, pattern === undefined ? {} : { pattern });
  if ((await hashTokenizer(tokenizer)) === sha256) return tokenizer;
  throw new TokengraftError('bad-file', `${path} is not the tokenizer that was planned with; make a new plan`, {
    path,
  });
}

/** How far the plan in `root` is. */
export async function datasetStatus(root: string): Promise<PlanStatus> {
  return readStatus(root, await readPlan(root));
}

export interface MergeOptions {
  readonly format: OutputFormatName;
  readonly out: string;
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: MergeStep) => void) | undefined;
}

/** Merges the shards of the plan in `root`. Fails with `incomplete` while some are missing. */
export async function mergeDataset(root: string, options: MergeOptions): Promise<DatasetManifest> {
  const { format, out, force = false, signal, onStep } = options;
  if (!outputFormatNames.includes(format))
    throw new TypeError(`expected an output format, received ${JSON.stringify(format)}`);
  const plan = await readPlan(root);
  const { missing, records } = await readStatus(root, plan);
  if (missing.length > 0) {
    const message = `${missing.length} of ${plan.shards.length} shards are not done; \`dataset status\` lists them`;
    throw new TokengraftError('incomplete', message, { missing });
  }
  const recordOf = async (shard: number): Promise<ShardRecord> => {
    const record = records[shard];
    if (record === undefined) throw new TokengraftError('incomplete', `shard ${shard} is not done`, { shard });
    return record;
  };
  return mergeShards({ root, plan, recordOf, format, out, force, signal, ...(onStep === undefined ? {} : { onStep }) });
}
