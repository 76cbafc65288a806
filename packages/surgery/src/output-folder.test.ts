import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkTarget, createOutputFolder } from './output-folder.js';
import { claimWorkFolder } from './work-folder-name.js';

let root = '';
let source = '';
const at = (...names: string[]): string => path.join(root, ...names);

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'tokengraft-output-'));
  source = at('model');
  await mkdir(source);
});

afterEach(() => rm(root, { recursive: true, force: true }));

test('the target appears with the commit and not before', async () => {
  const output = await createOutputFolder(at('out'), { source, force: false });
  await writeFile(path.join(output.folder, 'config.json'), '{}');
  expect(await readdir(root)).not.toContain('out');
  await output.commit();
  await output.discard();
  expect((await readdir(root)).toSorted()).toEqual(['model', 'out']);
  expect(await readdir(at('out'))).toEqual(['config.json']);
});

test('discarding leaves nothing, not even the parents it made', async () => {
  const output = await createOutputFolder(at('deep', 'down', 'out'), { source, force: false });
  await writeFile(path.join(output.folder, 'config.json'), '{}');
  await output.discard();
  expect(await readdir(root)).toEqual(['model']);
});

test('an empty folder is filled', async () => {
  await mkdir(at('out'));
  const output = await createOutputFolder(at('out'), { source, force: false });
  await writeFile(path.join(output.folder, 'a'), 'new');
  await output.commit();
  expect(await readdir(at('out'))).toEqual(['a']);
});

test('a full folder is replaced by force only, whole', async () => {
  await mkdir(at('out'));
  await writeFile(at('out', 'old'), 'old');
  await expect(createOutputFolder(at('out'), { source, force: false })).rejects.toMatchObject({
    code: 'target-exists',
  });
  const output = await createOutputFolder(at('out'), { source, force: true });
  await writeFile(path.join(output.folder, 'new'), 'new');
  expect(await readdir(at('out'))).toEqual(['old']);
  await output.commit();
  expect(await readdir(at('out'))).toEqual(['new']);
  expect((await readdir(root)).toSorted()).toEqual(['model', 'out']);
});

test('a target that fills up meanwhile is left as it is', async () => {
  const output = await createOutputFolder(at('out'), { source, force: false });
  await mkdir(at('out'));
  await writeFile(at('out', 'theirs'), '');
  await expect(output.commit()).rejects.toMatchObject({ code: 'target-exists' });
  await output.discard();
  expect(await readdir(at('out'))).toEqual(['theirs']);
});

test.each([
  ['the source', () => source],
  ['a folder in the source', () => path.join(source, 'out')],
  ['a folder around the source', () => root],
  ['the source by another way', () => at('model', '..', 'model')],
])('%s is refused as a target', async (_, target) => {
  await expect(checkTarget(target(), { source, force: true })).rejects.toMatchObject({ code: 'bad-argument' });
});

test('a link to the source is refused as a target', async () => {
  await symlink(source, at('link'));
  await expect(checkTarget(at('link'), { source, force: true })).rejects.toMatchObject({ code: 'bad-argument' });
  await expect(checkTarget(at('link', 'out'), { source, force: true })).rejects.toMatchObject({ code: 'bad-argument' });
});

test('a name that only begins like the source is no overlap', async () => {
  expect(await checkTarget(`${source}-extended`, { source, force: false })).toBe(`${source}-extended`);
});

test('a file is never replaced', async () => {
  await writeFile(at('out'), '');
  await expect(checkTarget(at('out'), { source, force: true })).rejects.toMatchObject({ code: 'target-exists' });
});

test('leftovers of dead runs go, those of living runs stay', async () => {
  const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
  const mine = claimWorkFolder(at('out'));
  const theirs = mine.replace(`-${process.pid}-`, `-${dead}-`);
  await mkdir(mine);
  await mkdir(theirs);
  await writeFile(path.join(theirs, 'half'), '');
  const output = await createOutputFolder(at('out'), { source, force: false });
  const left = await readdir(root);
  expect(left).toContain(path.basename(mine));
  expect(left).not.toContain(path.basename(theirs));
  await output.discard();
});

test('an old target that a dead run had set aside comes back', async () => {
  const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
  const aside = `${claimWorkFolder(at('out')).replace(`-${process.pid}-`, `-${dead}-`)}.old`;
  await mkdir(at('out'));
  await writeFile(at('out', 'old'), 'kept');
  await rename(at('out'), aside);
  const output = await createOutputFolder(at('out'), { source, force: true });
  await output.discard();
  expect(await readFile(at('out', 'old'), 'utf8')).toBe('kept');
});
