// Terminates workers while their native jobs run, 50 times at seeded random moments, and prints how many were terminated
// after their jobs had begun. Runs as a process of its own: what it looks for is a crash.

import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { native } from '@tokengraft/native';
import { byteLevelTokenizer, openOptions } from './byte-level.mjs';

const rounds = 50;
const atOnce = 5;

if (isMainThread) await terminateMany();
else await keepBusy();

async function terminateMany() {
  const random = seededRandom(20);
  let begun = 0;
  for (let round = 0; round < rounds; round += atOnce) {
    const ends = Array.from({ length: atOnce }, () => startAndTerminate(random() * 20));
    begun += (await Promise.all(ends)).filter(Boolean).length;
  }
  console.log(JSON.stringify({ rounds, begun }));
}

/** Terminates `delay` milliseconds after the worker says that its jobs run. */
async function startAndTerminate(delay) {
  const worker = new Worker(fileURLToPath(import.meta.url));
  const begun = await new Promise((resolve, reject) => {
    worker.once('message', () => resolve(true));
    worker.once('error', reject);
    worker.once('exit', () => resolve(false));
  });
  await new Promise((resolve) => setTimeout(resolve, delay));
  await worker.terminate();
  return begun;
}

/** Jobs of each kind, always some under way and some settling, with values on both sides of the boundary. */
async function keepBusy() {
  const binding = native();
  const tokenizer = await binding.parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);
  const texts = Array.from({ length: 2000 }, (_, index) => `the text number ${index} `.repeat(20));
  const job = async () => {
    for (;;) {
      const cancel = new binding.Cancel();
      await tokenizer.encodeBatch(texts, true, 0, 2, cancel);
      await binding.parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);
      await binding.openTokenizer('/does/not/exist', openOptions).catch(() => undefined);
      tokenizer.encode('synchronous', true, 0);
    }
  };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort.postMessage('busy');
  await Promise.all([job(), job(), job()]);
}

/** A linear congruential generator: the moments are the same in each run. */
function seededRandom(seed) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}
