// Every operation killed at random moments: what is on the disk is the old state or the whole new one, and the next run clears
// up. TOKENGRAFT_KILLS sets how many moments; the seed is printed.

import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { start, tokengraft } from './command.js';
import { contentsOf, followingCommands, operationCommands, prepareOperations } from './operations.js';
import { namesIn, scratchFolder } from './scratch.js';

const at = scratchFolder('kill-operations');
const folders = prepareOperations(at('given'));
const commands = { ...operationCommands(folders), ...(await followingCommands(folders, at('given'))) };

const kills = Number(process.env['TOKENGRAFT_KILLS'] ?? 6);
const seed = Number(process.env['TOKENGRAFT_SEED'] ?? Date.now() % 1_000_000);
const random = createRandom(seed);
const share = (): number => random(1000) / 1000;

/** Killed at any moment of its life; or, as nothing is written while Node starts, soon after its first trace appears. */
async function killed(words: readonly string[], parent: string, { early, whole }: { early: boolean; whole: number }) {
  const before = namesIn(parent).join();
  const { child, finished } = start(words);
  if (early) await wait(whole * share());
  else {
    while (namesIn(parent).join() === before && child.exitCode === null) await wait(1);
    await wait(whole * 0.2 * share() * share());
  }
  child.kill('SIGKILL');
  return (await finished).signal === 'SIGKILL';
}

/** What stands at the target before: nothing, or something to be replaced. */
function placeOld(out: string, kind: 'nothing' | 'a file' | 'a folder'): string | undefined {
  if (kind === 'a file') writeFileSync(out, 'the old file');
  if (kind === 'a folder') cpSync(folders.donor, out, { recursive: true });
  return kind === 'nothing' ? undefined : stateOf(out);
}

function stateOf(out: string): string | undefined {
  return existsSync(out) ? JSON.stringify([...contentsOf(out)]) : undefined;
}

test.each(Object.entries(commands))(
  `%s, killed ${kills} times (seed ${seed})`,
  { timeout: 60_000 + kills * 20_000 },
  async (operation, words) => {
    const whole = at(`whole-${operation}`);
    const started = performance.now();
    expect(await tokengraft(...words, '-o', whole)).toMatchObject({ code: 0 });
    const milliseconds = performance.now() - started;
    const made = contentsOf(whole).has('') ? 'a file' : 'a folder';
    const parent = at(operation);
    const out = path.join(parent, 'out');
    mkdirSync(parent);
    let hits = 0;
    for (let attempt = 0; hits < kills && attempt < 4 * kills + 10; attempt++) {
      rmSync(out, { recursive: true, force: true });
      const old = placeOld(out, attempt % 4 < 2 ? 'nothing' : made);
      const command = [...words, '-o', out, '--force'];
      if (await killed(command, parent, { early: attempt % 2 === 1, whole: milliseconds })) hits++;
      expect([old, stateOf(whole)].includes(stateOf(out)), `${attempt}: ${namesIn(parent).join(', ')}`).toBe(true);
    }
    expect(hits).toBe(kills);
    expect(await tokengraft(...words, '-o', out, '--force')).toMatchObject({ code: 0 });
    expect(namesIn(parent)).toEqual(['out']);
    expect(contentsOf(out)).toEqual(contentsOf(whole));
  },
);
