// Every operation killed at random moments: what is on the disk is the old state or the whole new one. TOKENGRAFT_KILLS sets how
// many moments; the seed is printed.

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeDelta } from '@tokengraft/surgery';
import { beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { start, tokengraft } from './command.js';
import { operationCommands, prepareOperations } from './operations.js';
import { namesIn, scratchFolder } from './scratch.js';

const at = scratchFolder('kill-operations');
const folders = prepareOperations(at('given'));
const delta = at('delta.safetensors');
const commands = { ...operationCommands(folders), 'apply-delta': ['apply-delta', folders.model, delta] };

const kills = Number(process.env['TOKENGRAFT_KILLS'] ?? 3);
const seed = Number(process.env['TOKENGRAFT_SEED'] ?? Date.now() % 1_000_000);
const random = createRandom(seed);

beforeAll(async () => {
  await tokengraft(...commands.extend, '-o', at('for-delta'));
  await makeDelta(folders.model, at('for-delta'), { out: delta });
});

function contents(folder: string): readonly (readonly [string, string])[] {
  return namesIn(folder).map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')] as const);
}

describe.each(Object.entries(commands))('%s', (operation, words) => {
  const whole = at(`whole-${operation}`);
  let milliseconds = 0;

  beforeAll(async () => {
    const started = performance.now();
    const { code, stderr } = await tokengraft(...words, '-o', whole);
    if (code !== 0) throw new Error(stderr);
    milliseconds = performance.now() - started;
  });

  test(`killed ${kills} times (seed ${seed})`, { timeout: 60_000 + kills * 10_000 }, async () => {
    for (let kill = 0; kill < kills; kill++) {
      const parent = at(`${operation}-${kill}`);
      mkdirSync(parent);
      const out = path.join(parent, 'out');
      const { child, finished } = start([...words, '-o', out]);
      // The first third is the start of Node; nothing is written there.
      await wait(milliseconds * (0.3 + random(700) / 1000));
      child.kill('SIGKILL');
      await finished;
      expect(!existsSync(out) || contents(out).join() === contents(whole).join()).toBe(true);
      expect(await tokengraft(...words, '-o', out, '--force')).toMatchObject({ code: 0 });
      expect(namesIn(parent)).toEqual(['out']);
      expect(contents(out)).toEqual(contents(whole));
    }
  });
});
