// A place that takes no more bytes, for every operation: the failure is named, what was there stays, and nothing is left.

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startLimited, tokengraft } from './command.js';
import { contentsOf, followingCommands, operationCommands, prepareOperations } from './operations.js';
import { namesIn, scratchFolder } from './scratch.js';

const at = scratchFolder('full-disk');
const folders = prepareOperations(at('given'), 64);
const commands = { ...operationCommands(folders), ...(await followingCommands(folders, at('given'))) };
const cases = Object.entries(commands).map(([operation, words]) => ({ operation, words }));
const given = sources();

/** Everything that the operations read. */
function sources(): readonly (readonly [string, ReadonlyMap<string, string>])[] {
  return readdirSync(at('given')).map((name) => [name, contentsOf(at('given', name))] as const);
}

/** Only root can mount a file system. */
function mount(folder: string, options: string): boolean {
  mkdirSync(folder);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  if (status === 0) afterAll(() => spawnSync('umount', [folder]));
  return status === 0;
}

const page = 4096;

/** Of files and folders as a file system of pages keeps them. */
function pagesOf(target: string): number {
  const { size } = statSync(target);
  if (!statSync(target).isDirectory()) return Math.ceil(size / page);
  return namesIn(target).reduce((sum, name) => sum + pagesOf(path.join(target, name)), 1);
}

const disk = at('disk');
const isMounted = mount(disk, 'size=64m');
const why = isMounted ? '' : ' (skipped: no file system can be mounted here)';

describe.skipIf(!isMounted)(`a full disk${why}`, () => {
  const needed = new Map<string, number>();

  beforeAll(async () => {
    for (const { operation, words } of cases) {
      const { code, stderr } = await tokengraft(...words, '-o', at(`whole-${operation}`));
      if (code !== 0) throw new Error(stderr);
      needed.set(operation, pagesOf(at(`whole-${operation}`)));
    }
  });

  afterEach(() => {
    rmSync(path.join(disk, 'out'), { recursive: true, force: true });
    resize(64 * 256);
  });

  function resize(pages: number): void {
    const { stderr } = spawnSync('mount', ['-o', `remount,size=${pages * page}`, disk]);
    expect(stderr.toString()).toBe('');
  }

  test.each(cases)('$operation with four fifths of the room that it needs', async ({ operation, words }) => {
    resize(Math.floor((needed.get(operation) ?? 0) * 0.8));
    const { code, stderr } = await tokengraft(...words, '-o', path.join(disk, 'out'));
    expect([code, stderr]).toEqual([74, expect.stringMatching(/no space left/)]);
    expect(namesIn(disk)).toEqual([]);
  });

  test.each(cases)('$operation with a third of it beside an old output', async ({ operation, words }) => {
    const [old, out] = [at(`whole-${operation}`), path.join(disk, 'out')];
    cpSync(old, out, { recursive: true });
    resize(pagesOf(out) + Math.floor(pagesOf(out) / 3));
    const { code, stderr } = await tokengraft(...words, '-o', out, '--force');
    expect([code, stderr]).toEqual([74, expect.stringMatching(/no space left/)]);
    expect(namesIn(disk)).toEqual(['out']);
    expect(contentsOf(out)).toEqual(contentsOf(old));
  });
});

test.each(cases)('$operation under a limit on the size of files', async ({ operation, words }) => {
  const parent = at(`limited-${operation}`);
  mkdirSync(parent);
  const { code, stderr } = await startLimited([...words, '-o', path.join(parent, 'out')], page).finished;
  expect(stderr).toMatch(/^[^\n]*cannot write .*file too large[^\n]*\n$/s);
  expect(code).toBe(74);
  expect(namesIn(parent)).toEqual([]);
});

/** A folder in which nobody may write, root included. */
function readOnlyFolder(): string {
  if (process.getuid?.() !== 0) {
    mkdirSync(at('locked'));
    chmodSync(at('locked'), 0o555);
    return at('locked');
  }
  return mount(at('read-only'), 'ro') ? at('read-only') : '/sys/kernel';
}

const locked = readOnlyFolder();

test.each(cases)('$operation to a target that is read-only', async ({ words }) => {
  const before = namesIn(locked);
  const { code, stderr } = await tokengraft(...words, '-o', path.join(locked, 'out'));
  expect(stderr).toMatch(/^[^\n]*cannot (write|create) .*(read-only|not permitted|permission denied)[^\n]*\n$/s);
  expect(code).toBe(74);
  expect(namesIn(locked)).toEqual(before);
});

test('what the operations read is as it was', () => {
  expect(sources()).toEqual(given);
});
