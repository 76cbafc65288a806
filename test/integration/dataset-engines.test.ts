// One plan, several engines: whatever runs the shards, and whoever is killed inside one, the merged bytes are those of one
// process. Real Slurm daemons and a real Redis, where they are installed.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli } from '../fixtures/run-cli.js';
import { unpackGpt2 } from '../fixtures/unpack-gpt2.js';
import { start } from './command.js';
import { killInsideShard, listening, runJson, sha256, writeQuestions } from './dataset-work.js';
import { scratchFolder } from './scratch.js';
import { hasSlurm, SlurmCluster } from './slurm-cluster.js';

const scratch = scratchFolder('dataset-engines');
// Dozens of processes are started here, each of which takes seconds where the machine does other things, too.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
const hasRedis = spawnSync('which', ['redis-server']).status === 0;
const settings = ['--max-length', '256', '--packing', 'bfd', '--eos', 'last', '--deduplicate'];

let model = '';
let data = '';
let expected = '';

beforeAll(async () => {
  model = await unpackGpt2(scratch());
  data = writeQuestions(scratch('data.jsonl'), 7_000);
  runJson([
    'dataset',
    'tokenize',
    data,
    '-t',
    model,
    ...settings,
    '--format',
    'npy',
    '--threads',
    '1',
    '-o',
    scratch('alone'),
  ]);
  expected = sha256(scratch('alone', 'input_ids.npy'));
});

function makePlan(name: string): string {
  const plan = scratch(name);
  runJson(['dataset', 'plan', data, '-t', model, ...settings, '--shard-bytes', '1000000', '-o', plan]);
  return plan;
}

function expectMerged(plan: string, out: string): void {
  if (!existsSync(out)) runJson(['dataset', 'merge', plan, '--format', 'npy', '-o', out]);
  expect(sha256(`${out}/input_ids.npy`)).toBe(expected);
  expect(sha256(`${out}/labels.npy`)).toBe(sha256(scratch('alone', 'labels.npy')));
}

test('processes by hand: a killed one is run again, and twice is once', async () => {
  const plan = makePlan('by-hand');
  const running = start(['dataset', 'run', plan, '--shard', '1-2', '--threads', '1']);
  const killed = await killInsideShard(plan);
  expect((await running.finished).signal).toBe('SIGKILL');
  const { code, stdout } = runCli(['dataset', 'status', plan, '--missing']);
  expect([code, stdout]).toEqual([3, expect.stringContaining('0')]);
  expect(runJson(['dataset', 'status', plan])['missing']).toContain(killed);
  expect(runCli(['dataset', 'merge', plan, '--format', 'npy', '-o', scratch('early')]).code).toBe(3);
  expect(runJson(['dataset', 'run', plan], { PARALLEL_SEQ: '1' })['ran']).toHaveLength(1);
  runJson(['dataset', 'run', plan]);
  expect(runJson(['dataset', 'run', plan, '--shard', '0'])).toMatchObject({ ran: [], skipped: [0] });
  expectMerged(plan, scratch('by-hand-out'));
});

describe.skipIf(!hasSlurm)('Slurm (needs slurmctld, slurmd, slurm-client and munge, and root)', () => {
  let cluster: SlurmCluster;
  beforeAll(async () => {
    cluster = await SlurmCluster.start(scratch('slurm'));
  });
  afterAll(() => cluster?.stop());

  test('an array whose task is killed: the merge refuses, and the same command hands in the rest', async () => {
    const [plan, out] = [makePlan('slurm-plan'), scratch('slurm-out')];
    const submit = ['dataset', 'slurm', plan, '--format', 'npy', '-o', out, '--submit'];
    runJson(submit, cluster.environment);
    const killed = await killInsideShard(plan);
    await cluster.drain();
    expect(existsSync(out)).toBe(false);
    expect(runJson(['dataset', 'status', plan])['missing']).toEqual([killed]);
    expect(runJson(submit, cluster.environment)).toMatchObject({ tasks: 1 });
    await cluster.drain();
    expect(existsSync(out)).toBe(true);
    expectMerged(plan, out);
  });
});

describe.skipIf(!hasRedis)('BullMQ (needs redis-server)', () => {
  let redis: ChildProcess;
  let url = '';
  beforeAll(async () => {
    const port = await freePort();
    url = `redis://127.0.0.1:${port}`;
    redis = spawn('redis-server', ['--port', String(port), '--save', '', '--appendonly', 'no', '--dir', scratch()], {
      stdio: 'ignore',
    });
    await listening(port);
  });
  afterAll(() => void redis?.kill());

  test('two workers, one killed inside a shard: the other does the rest', async () => {
    const plan = makePlan('queue-plan');
    const all = runJson(['dataset', 'enqueue', plan, '--redis', url])['enqueued'] as number[];
    expect(all.length).toBeGreaterThan(2);
    const work = ['dataset', 'worker', plan, '--redis', url, '--lock-seconds', '2', '--threads', '1'];
    const workers = [start(work), start(work)];
    await killInsideShard(plan);
    const ends = await Promise.all(workers.map(async ({ finished }) => finished));
    expect(ends.map(({ code, signal }) => signal ?? String(code)).toSorted()).toEqual(['0', 'SIGKILL']);
    expectMerged(plan, scratch('queue-out'));
  });

  test('an empty queue with shards missing is no success', async () => {
    const plan = makePlan('empty-queue');
    const { code, stderr } = runCli(['dataset', 'worker', plan, '--redis', url]);
    expect([code, stderr]).toEqual([3, expect.stringContaining('the queue is empty')]);
  });
});

test('no Redis is worth another try', async () => {
  const plan = makePlan('no-queue');
  const { code, stderr } = runCli([
    'dataset',
    'enqueue',
    plan,
    '--redis',
    `redis://:secret@127.0.0.1:${await freePort()}`,
  ]);
  expect([code, stderr]).toEqual([75, expect.stringContaining('does not answer')]);
  expect(stderr).not.toContain('secret');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('Ctrl-C ends with 130, leaves no output, and says how to go on; --resume does', async () => {
  const out = scratch('interrupted');
  const words = ['dataset', 'tokenize', data, '-t', model, ...settings, '--format', 'npy', '-o', out];
  const { child, finished } = start([...words, '--threads', '1']);
  await begunIn(scratch('.interrupted.tokengraft-work', 'done'));
  child.kill('SIGINT');
  expect(await finished).toMatchObject({ code: 130, stderr: expect.stringContaining('--resume') });
  expect(existsSync(out)).toBe(false);
  expect(runCli([...words, '--resume']).code).toBe(0);
  expectMerged('', out);
});

/** Waits until a folder has a file. */
async function begunIn(folder: string): Promise<void> {
  while (!existsSync(folder) || readdirSync(folder).length === 0) await setTimeout(5);
}
