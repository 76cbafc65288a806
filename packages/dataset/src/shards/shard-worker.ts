// A worker thread of the pool: runs the shards it is sent, one at a time.

import { parentPort, workerData } from 'node:worker_threads';
import { openShared } from '@tokengraft/tokenizer';
import { RowMaker } from './make-rows.js';
import { runShard } from './run-shard.js';
import { describeFailure, type WorkerMessage, type WorkerStart } from './shard-pool.js';

const { root, plan, tokenizer, device, hashes } = workerData as WorkerStart;
const opened = openShared(tokenizer);
const stop = new AbortController();
const maker = RowMaker.forPlan(plan, opened, device);

parentPort?.on('message', (message: number | 'stop') => {
  if (message === 'stop') {
    stop.abort(new Error('stopped'));
    parentPort?.close();
  } else void work(message);
});

async function work(shard: number): Promise<void> {
  try {
    const onProgress = (bytes: number, rows: number, tokens: number): void =>
      send({ kind: 'progress', bytes, rows, tokens });
    const run = { root, plan, maker: await maker, device, hashes, signal: stop.signal, onProgress };
    send({ kind: 'done', record: await runShard(shard, run) });
  } catch (error) {
    send(describeFailure(error));
  }
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
