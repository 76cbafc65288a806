// Shards on the cores of one machine: a worker thread a core, each with an isolate of its own and the tables of the same
// tokenizer.

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { isTokengraftError, TokengraftError, type ErrorCode, type ErrorDetails } from '@tokengraft/errors';
import type { Device, SharedTokenizer, Tokenizer } from '@tokengraft/tokenizer';
import type { DatasetPlan } from './plan.js';
import type { ShardRecord } from './record.js';

export interface PoolRequest {
  readonly root: string;
  readonly plan: DatasetPlan;
  readonly tokenizer: Tokenizer;
  readonly shards: readonly number[];
  /** 0: all cores. */
  readonly threads: number;
  /** Whether records have the SHA-256 of their rows. */
  readonly hashes: boolean;
  /** Default 'cpu'. */
  readonly device?: Device | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number, rows: number, tokens: number) => void) | undefined;
}

/** What a worker is started with, and what it is sent. */
export interface WorkerStart {
  readonly root: string;
  readonly plan: DatasetPlan;
  readonly tokenizer: SharedTokenizer;
  readonly device: Device;
  readonly hashes: boolean;
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly bytes: number; readonly rows: number; readonly tokens: number }
  | { readonly kind: 'done'; readonly record: ShardRecord }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode | undefined;
      readonly message: string;
      readonly details: ErrorDetails;
    };

/** More isolates than this cost more memory than they save time. */
const mostThreads = 16;
const youngGenerationMegabytes = 32;

/** Runs the shards in their order and answers, for each, with a promise of its record. */
export class ShardPool {
  readonly #request: PoolRequest;
  readonly #queue: number[];
  readonly #workers = new Set<Worker>();
  readonly #results = new Map<number, Deferred<ShardRecord>>();
  #failure: Error | undefined;

  constructor(request: PoolRequest) {
    this.#request = request;
    this.#queue = [...request.shards];
    for (const shard of request.shards) this.#results.set(shard, new Deferred());
    request.signal?.addEventListener('abort', this.#onAbort);
    const cores = request.threads === 0 ? availableParallelism() : request.threads;
    const count = Math.min(cores, mostThreads, this.#queue.length);
    for (let each = 0; each < count; each++) this.#start();
  }

  readonly #onAbort = (): void => {
    this.#fail(this.#request.signal?.reason as Error);
  };

  async recordOf(shard: number): Promise<ShardRecord> {
    const result = this.#results.get(shard);
    if (result === undefined) throw new TokengraftError('internal', `shard ${shard} was given to nobody`);
    return result.promise;
  }

  #start(): void {
    const { root, plan, tokenizer, device = 'cpu', hashes } = this.#request;
    const workerData: WorkerStart = { root, plan, tokenizer: tokenizer.share(), device, hashes };
    const worker = new Worker(new URL('./shard-worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMegabytes },
    });
    this.#workers.add(worker);
    worker.on('message', (message: WorkerMessage) => this.#receive(worker, message));
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    this.#next(worker);
  }

  #next(worker: Worker): void {
    const shard = this.#queue.shift();
    if (shard === undefined || this.#failure !== undefined) void worker.terminate();
    else worker.postMessage(shard);
  }

  #receive(worker: Worker, message: WorkerMessage): void {
    switch (message.kind) {
      case 'progress':
        return this.#request.onProgress?.(message.bytes, message.rows, message.tokens);
      case 'done':
        this.#results.get(message.record.shard)?.resolve(message.record);
        return this.#next(worker);
      case 'failed':
        return this.#fail(
          message.code === undefined
            ? new Error(message.message)
            : new TokengraftError(message.code, message.message, message.details),
        );
    }
  }

  /** The first failure is everybody's. */
  #fail(error: Error): void {
    this.#failure ??= error;
    for (const result of this.#results.values()) result.reject(this.#failure);
    for (const worker of this.#workers) worker.postMessage('stop');
  }

  /** Ends the workers, which put their unfinished files away first. */
  async close(): Promise<void> {
    this.#request.signal?.removeEventListener('abort', this.#onAbort);
    this.#failure ??= new Error('the pool is closed');
    await Promise.all([...this.#workers].map(endWorker));
  }
}

async function endWorker(worker: Worker): Promise<void> {
  worker.postMessage('stop');
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const late = setTimeout(() => void worker.terminate(), patience);
  if (worker.threadId !== -1) await ended;
  clearTimeout(late);
}

const patience = 5000;

/** A promise that is settled from outside. Nobody may be waiting when it fails. */
class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (reason: unknown) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    this.promise.catch(() => {});
  }
}

export function describeFailure(error: unknown): WorkerMessage {
  if (isTokengraftError(error)) {
    return { kind: 'failed', code: error.code, message: error.message, details: { ...error.details } };
  }
  return {
    kind: 'failed',
    code: undefined,
    message: error instanceof Error ? error.message : String(error),
    details: {},
  };
}
