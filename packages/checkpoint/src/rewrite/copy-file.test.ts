import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { TokengraftError } from '@tokengraft/errors';
import { afterAll, expect, test } from 'vitest';

import { temporaryFolders } from '../testing/tiny-model.js';
import { copyFile, copyRange, createFile, writeNatively } from './copy-file.js';

const { newFolder, removeFolders } = temporaryFolders();
afterAll(removeFolders);
const watch = { signal: undefined, onBytes: () => {} };

test.each([0, 1, 100_000])('copies a file of %d bytes whole', async (size) => {
  const folder = await newFolder('whole');
  const bytes = Buffer.alloc(size, 'abc');
  await writeFile(join(folder, 'a'), bytes);
  await copyFile(join(folder, 'a'), join(folder, 'b'), size, watch);
  expect(await readFile(join(folder, 'b'))).toEqual(bytes);
});

test('copies a range into the middle of another file', async () => {
  const folder = await newFolder('range');
  await writeFile(join(folder, 'a'), '0123456789');
  await createFile(join(folder, 'b'), Buffer.from('abc'), 8);
  await copyRange(join(folder, 'a'), join(folder, 'b'), { sourceOffset: 4, targetOffset: 5, length: 3 }, watch);
  expect(await readFile(join(folder, 'b'), 'latin1')).toBe('abc\u0000\u0000456');
});

test('a full device is named as one', async () => {
  const full = new TokengraftError('io', 'write failed', { errno: 28, systemCode: 'ENOSPC' });
  const refusal = writeNatively('/out/model.safetensors', undefined, () => Promise.reject(full));
  await expect(refusal).rejects.toMatchObject({ code: 'no-space', details: { file: '/out/model.safetensors' } });
});

test('other failures pass unchanged', async () => {
  const failure = new Error('broken');
  await expect(writeNatively('x', undefined, () => Promise.reject(failure))).rejects.toBe(failure);
});

test('does not write over a file that is there', async () => {
  const folder = await newFolder('taken');
  await writeFile(join(folder, 'a'), 'abc');
  await expect(createFile(join(folder, 'a'), new Uint8Array(), 9)).rejects.toMatchObject({ code: 'io' });
  await expect(copyFile(join(folder, 'a'), join(folder, 'a'), 3, watch)).rejects.toMatchObject({ code: 'io' });
  expect(await readFile(join(folder, 'a'), 'utf8')).toBe('abc');
});
