// Bad luck with a large model: killed at any moment, stopped by hand. What is on the disk is the old state or the whole new one.

import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { verifySurgery } from '@tokengraft/surgery';
import { beforeAll, describe, expect, test } from 'vitest';
import { start, tokengraft } from './command.js';
import { namesIn, scratchFolder } from './scratch.js';
import { makeSparseModel, makeTinyModel } from './tiny-models.js';

const at = scratchFolder('hostile');

/** A gigabyte of holes in twelve shards: long enough to be interrupted everywhere. */
beforeAll(() => makeSparseModel(at('model'), { layout: 'llama', layers: 60, width: 1024, shards: 12 }));

const extend = (out: string): string[] => ['extend', at('model'), '--token', 'cardiogram', '--out', out];

describe('a kill', () => {
  let whole = 0;

  beforeAll(async () => {
    const started = performance.now();
    const { code, stderr } = await tokengraft(...extend(at('whole')));
    if (code !== 0) throw new Error(stderr);
    whole = performance.now() - started;
  });

  test.each([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1])(
    'after %d of the time leaves nothing or the whole, and the next run clears up',
    async (share) => {
      const folder = at(`kill-${share}`);
      mkdirSync(folder);
      const out = path.join(folder, 'out');
      const { child, finished } = start(extend(out));
      await wait(whole * share);
      child.kill('SIGKILL');
      await finished;
      expect(!existsSync(out) || (await verifySurgery(at('model'), out, { hash: false })).ok).toBe(true);
      expect(await tokengraft(...extend(out), '--force')).toMatchObject({ code: 0 });
      expect(namesIn(folder)).toEqual(['out']);
    },
  );

  test('while a folder is replaced leaves the old or the new one', async () => {
    const folder = at('replace');
    const out = path.join(folder, 'out');
    makeTinyModel(out, { layout: 'llama' });
    const old = namesIn(out);
    const { child, finished } = start([...extend(out), '--force']);
    await wait(whole * 0.5);
    child.kill('SIGKILL');
    await finished;
    const isOld = namesIn(out).join() === old.join();
    expect(isOld || (await verifySurgery(at('model'), out, { hash: false })).ok).toBe(true);
  });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the command and leaves no folder', async (signal) => {
  const folder = at(signal);
  mkdirSync(folder);
  const { child, finished } = start([...extend(path.join(folder, 'out'))]);
  const isWriting = (): boolean => namesIn(folder).length > 0;
  while (!isWriting() && child.exitCode === null) await wait(5);
  child.kill(signal);
  const { code, stderr } = await finished;
  expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(namesIn(folder)).toEqual([]);
});
