import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { asideOf, claimWorkFolder, forgetWorkFolder, isAbandoned } from './work-folder-name.js';

const target = path.join('/models', 'model-extended');

test('a work folder is hidden, beside its target, and never the same', () => {
  const folder = claimWorkFolder(target);
  expect(path.dirname(folder)).toBe('/models');
  expect(path.basename(folder)).toMatch(new RegExp(`^\\.model-extended\\.tokengraft-${process.pid}-[0-9a-f]{16}$`));
  expect(claimWorkFolder(target)).not.toBe(folder);
});

test('a folder in use is not abandoned, a forgotten one of this process is', () => {
  const folder = claimWorkFolder(target);
  expect(isAbandoned(path.basename(folder), target)).toBe(false);
  forgetWorkFolder(folder);
  expect(isAbandoned(path.basename(folder), target)).toBe(true);
  expect(isAbandoned(path.basename(asideOf(folder)), target)).toBe(true);
});

test('the folder of a dead process is abandoned, of a living one not', () => {
  const name = path.basename(claimWorkFolder(target));
  const of = (pid: number): string => name.replace(`-${process.pid}-`, `-${pid}-`);
  const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
  expect(isAbandoned(of(dead), target)).toBe(true);
  expect(isAbandoned(of(process.ppid), target)).toBe(false);
});

test('so is what its first step wrote beside its work folder', () => {
  const outer = claimWorkFolder(target);
  const inner = claimWorkFolder(outer);
  expect(isAbandoned(path.basename(inner), target)).toBe(false);
  forgetWorkFolder(outer);
  expect(isAbandoned(path.basename(inner), target)).toBe(true);
  expect(isAbandoned(path.basename(inner), path.join('/models', 'other'))).toBe(false);
});

test.each([
  ['another target', '.other.tokengraft-1-0000000000000000'],
  ['another machine', '.model-extended.tokengraft-1-0000000000000000'],
  ['no number', '.model-extended.tokengraft-x-0000000000000000'],
  ['the target itself', 'model-extended'],
  ['a longer name', '.model-extended.tokengraft-2.tokengraft-1-0000000000000000'],
])('%s is not ours to remove', (_, entry) => {
  expect(isAbandoned(entry, target)).toBe(false);
});
