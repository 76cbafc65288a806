// A plan's shards as jobs of BullMQ on Redis. The library is not installed with this package: who wants the queue installs
// it, and `ioredis` beside it.

import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { TokengraftError } from '@tokengraft/errors';
import type { Device } from '@tokengraft/tokenizer';
import { runShards } from '../distribute.js';
import { isFinal } from '../shards/is-final.js';
import type { DatasetPlan } from '../shards/plan.js';
import { readPlan } from '../shards/plan-file.js';
import { readStatus } from '../shards/status.js';

export interface QueueOptions {
  /** `redis://host:port`; default that of this machine. */
  readonly redis?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface WorkerOptions extends QueueOptions {
  /** Cores for a shard. */
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  /** Shards at once. */
  readonly concurrency?: number | undefined;
  /** A job whose worker is silent for so long is given to another. */
  readonly lockSeconds?: number | undefined;
  readonly onShard?: ((shard: number, result: 'done' | 'failed', message: string) => void) | undefined;
}

/** The part of BullMQ that is used. */
interface Bull {
  readonly Queue: new (name: string, options: object) => BullQueue;
  readonly Worker: new (name: string, process: (job: BullJob) => Promise<void>, options: object) => BullWorker;
  readonly UnrecoverableError: new (message: string) => Error;
}

interface BullJob {
  readonly data: { readonly planId: string; readonly shard: number };
  readonly attemptsMade: number;
}

interface BullQueue {
  addBulk(jobs: readonly object[]): Promise<unknown>;
  getJobCounts(...kinds: string[]): Promise<Readonly<Record<string, number>>>;
  waitUntilReady(): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

interface BullWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

const attempts = 5;
const defaultRedis = 'redis://127.0.0.1:6379';

/** Puts a job for each missing shard into the plan's queue; those that wait there already stay one. */
export async function enqueueShards(root: string, options: QueueOptions = {}): Promise<readonly number[]> {
  const plan = await readPlan(root);
  const { missing } = await readStatus(root, plan);
  const queue = await openQueue(plan, options);
  try {
    await queue.addBulk(missing.map((shard) => jobOf(plan, shard)));
    return missing;
  } finally {
    await queue.close();
  }
}

function jobOf({ planId }: DatasetPlan, shard: number): object {
  const opts = {
    jobId: `${planId}-${shard}`,
    attempts,
    backoff: { type: 'exponential', delay: 1000 },
    removeOnComplete: true,
    removeOnFail: true,
  };
  return { name: 'shard', data: { planId, shard }, opts };
}

/**
 * Works on the plan's queue until all of its shards are done. Fails with `incomplete` when the queue is empty and shards
 * are missing, and with `temporary` when Redis does not answer.
 */
export async function workOnQueue(root: string, options: WorkerOptions = {}): Promise<void> {
  const plan = await readPlan(root);
  const queue = await openQueue(plan, options);
  const bull = await loadBull();
  const { lockSeconds = 30, concurrency = 1 } = options;
  const worker = new bull.Worker(queueName(plan), async (job) => runJob(job, { root, plan, options, bull }), {
    connection: connectionOf(options),
    concurrency,
    lockDuration: lockSeconds * 1000,
    stalledInterval: lockSeconds * 500,
    maxStalledCount: attempts,
  });
  worker.on('error', () => {});
  try {
    await waitForPlan(root, plan, queue, options.signal);
  } finally {
    await worker.close(options.signal?.aborted);
    await queue.close();
  }
}

interface JobContext {
  readonly root: string;
  readonly plan: DatasetPlan;
  readonly options: WorkerOptions;
  readonly bull: Bull;
}

/** A job says a number and nothing else: the plan is the one that this worker was started with. */
async function runJob({ data }: BullJob, { root, plan, options, bull }: JobContext): Promise<void> {
  const { planId, shard } = data ?? {};
  if (planId !== plan.planId || !Number.isSafeInteger(shard) || plan.shards[shard] === undefined) {
    throw new bull.UnrecoverableError('the job is none of this plan');
  }
  try {
    await runShards(root, [shard], { threads: options.threads, device: options.device, signal: options.signal });
    options.onShard?.(shard, 'done', '');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    options.onShard?.(shard, 'failed', message);
    throw isFinal(error) ? new bull.UnrecoverableError(message) : error;
  }
}

const pollMilliseconds = 500;
/** A shard is done a moment before or after its job has left the queue. */
const emptyPolls = 4;

async function waitForPlan(
  root: string,
  plan: DatasetPlan,
  queue: BullQueue,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (let empty = 0; ;) {
    signal?.throwIfAborted();
    const { missing } = await readStatus(root, plan);
    if (missing.length === 0) return;
    const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
    empty = Object.values(counts).every((count) => count === 0) ? empty + 1 : 0;
    if (empty >= emptyPolls) {
      const message = `the queue is empty, but ${missing.length} shards are not done; enqueue them again`;
      throw new TokengraftError('incomplete', message, { missing });
    }
    await setTimeout(pollMilliseconds);
  }
}

function queueName({ planId }: DatasetPlan): string {
  return `tokengraft-${planId}`;
}

async function openQueue(plan: DatasetPlan, options: QueueOptions): Promise<BullQueue> {
  const { Queue } = await loadBull();
  const connection = connectionOf(options);
  // A library that finds nobody there tries for ever.
  await expectListener(connection, options);
  const queue = new Queue(queueName(plan), { connection });
  let refusal: Error | undefined;
  queue.on('error', (error) => void (refusal = error));
  const ready = queue.waitUntilReady().then(
    () => true,
    () => false,
  );
  const isReady = await Promise.race([ready, setTimeout(connectSeconds * 1000, false, { ref: false })]);
  if (isReady) return queue;
  void queue.disconnect().catch(() => {});
  throw noAnswer(options, refusal);
}

async function expectListener({ host, port }: Connection, options: QueueOptions): Promise<void> {
  const socket = connect({ host, port, timeout: connectSeconds * 1000 });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('timeout', () => reject(new Error(`not within ${connectSeconds} s`)));
      socket.once('error', reject);
    });
  } catch (error) {
    throw noAnswer(options, error as Error);
  } finally {
    socket.destroy();
  }
}

function noAnswer({ redis = defaultRedis }: QueueOptions, cause: Error | undefined): TokengraftError {
  const shown = redis.replace(/\/\/[^@/]*@/, '//***@');
  const message = `Redis at ${shown} does not answer${cause === undefined ? '' : `: ${cause.message}`}`;
  return new TokengraftError('temporary', message, { redis: shown }, { cause });
}

const connectSeconds = 5;

interface Connection {
  readonly host: string;
  readonly port: number;
  /** As ioredis names them. */
  readonly [option: string]: unknown;
}

function connectionOf({ redis = defaultRedis }: QueueOptions): Connection {
  let url: URL;
  try {
    url = new URL(redis);
  } catch (error) {
    throw new TokengraftError(
      'bad-argument',
      `${JSON.stringify(redis)} is no address such as ${defaultRedis}`,
      {},
      { cause: error },
    );
  }
  const { hostname, port, username, password, protocol, pathname } = url;
  return {
    host: hostname,
    port: port === '' ? 6379 : Number(port),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(/^\/\d+$/.test(pathname) ? { db: Number(pathname.slice(1)) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    maxRetriesPerRequest: null,
  };
}

async function loadBull(): Promise<Bull> {
  const library = 'bullmq';
  try {
    return (await import(library)) as Bull;
  } catch (error) {
    const message = 'the queue needs two libraries that are not installed: npm install bullmq ioredis';
    throw new TokengraftError('not-found', message, {}, { cause: error });
  }
}
