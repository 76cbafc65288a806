// What would end the process if it went wrong, tried in processes of their own.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const scripts = path.join(import.meta.dirname, '..', 'test', 'addon');

async function run(script: string, environment: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(scripts, script)], { env });
  return JSON.parse(stdout);
}

test('every hostile value in every place of every function throws, and the process lives', async () => {
  const { tried, accepted } = (await run('hostile-calls.mjs')) as { tried: number; accepted: string[] };
  expect(accepted).toEqual([]);
  expect(tried).toBeGreaterThan(5000);
});

test('a worker may be terminated while its jobs run, 50 times', async () => {
  expect(await run('terminate-workers.mjs')).toEqual({ rounds: 50, begun: 50 });
});

test('the process may end while jobs run', async () => {
  // A process that ends this way frees nothing, so a sanitizer must not count leaks.
  expect(await run('exit-while-busy.mjs', { ASAN_OPTIONS: 'detect_leaks=0' })).toEqual({ busy: true });
});

test('tokenizers that nobody holds are collected while others are made', async () => {
  const { made, collected } = (await run('collect-dead.mjs')) as { made: number; collected: number };
  expect(collected).toBeGreaterThan(made / 2);
});
