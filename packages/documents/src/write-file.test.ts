import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { fileError } from './file-error.js';
import { readJsonDocument, readTextFile } from './read-file.js';
import { writeFileBeside } from './write-file.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'documents-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('replaces a file in one step and leaves nothing beside it', async () => {
  const path = join(folder, 'a.json');
  await writeFile(path, 'old');
  await writeFileBeside(path, '{"é": 1}');
  expect(await readFile(path, 'utf8')).toBe('{"é": 1}');
  expect((await readJsonDocument(path)).get(['é'])).toBe(1);
  expect(await readdir(folder)).toEqual(['a.json']);
});

test('a write that fails names the file and leaves the folder as it was', async () => {
  const path = join(folder, 'taken');
  await mkdir(join(path, 'inside'), { recursive: true });
  await expect(writeFileBeside(path, 'x')).rejects.toMatchObject({ code: 'io', details: { file: path } });
  expect(await readdir(folder)).toEqual(['taken']);
});

test.each([
  ['a full device', 'ENOSPC', -28, 'no-space'],
  ['a full quota', 'EDQUOT', -122, 'no-space'],
  ['a forbidden file', 'EACCES', -13, 'io'],
])('names %s for what it is', (_, code, errno, ours) => {
  const error = fileError(Object.assign(new Error(code), { code, errno }), 'write', '/model/config.json');
  expect(error.code).toBe(ours);
  expect(error.message).toContain('/model/config.json');
});

test('reading refuses what is no text and no file, and does not wait for a pipe', async () => {
  await writeFile(join(folder, 'latin1.json'), Uint8Array.of(0x7b, 0xe9, 0x7d));
  await expect(readTextFile(join(folder, 'latin1.json'))).rejects.toThrow('is not UTF-8 text');
  await expect(readTextFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(readTextFile(folder)).rejects.toThrow('not a regular file');
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await expect(readTextFile(join(folder, 'pipe'))).rejects.toThrow('not a regular file');
});
