import { mkdtempSync, openSync, closeSync, ftruncateSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { firstDifference } from './first-difference.js';

const folder = mkdtempSync(join(tmpdir(), 'first-difference-'));
afterAll(() => rmSync(folder, { recursive: true }));

const mebibyte = 1024 * 1024;
const size = 100 * mebibyte;

/** A sparse file of zeros but for the bytes at `places`. */
function sparseFile(name: string, places: readonly number[], length = size): string {
  const path = join(folder, name);
  const file = openSync(path, 'w');
  ftruncateSync(file, length);
  for (const place of places) writeSync(file, 'x', place);
  closeSync(file);
  return path;
}

test.each([
  [[], undefined],
  [[0], 0],
  [[size - 4], size - 4],
  [[32 * mebibyte - 1, 33 * mebibyte], 32 * mebibyte - 1],
  [[33 * mebibyte, 70 * mebibyte, 99 * mebibyte], 33 * mebibyte],
])('of bytes at %j it names the first, whatever the number of threads', async (places, expected) => {
  const before = sparseFile('before', []);
  const after = sparseFile(
    'after',
    places.map((place) => place + 3),
  );
  const pair = { before, beforeOffset: 0, after, afterOffset: 3, length: size - 3 };
  for (const threads of [0, 1, 2, 3, 4])
    expect(await firstDifference(pair, { threads, signal: undefined })).toBe(expected);
  const nothing = { ...pair, length: 0 };
  expect(await firstDifference(nothing, { threads: 0, signal: undefined })).toBeUndefined();
});

test('a file that ends too early is an error, an aborted comparison too', async () => {
  const pair = { before: sparseFile('long', []), beforeOffset: 0, afterOffset: 0, length: size };
  const short = { ...pair, after: sparseFile('short', [], 50 * mebibyte) };
  await expect(firstDifference(short, { threads: 3, signal: undefined })).rejects.toMatchObject({ code: 'bad-file' });
  const signal = AbortSignal.abort(new Error('stop'));
  await expect(firstDifference({ ...pair, after: pair.before }, { threads: 3, signal })).rejects.toThrow('stop');
});
