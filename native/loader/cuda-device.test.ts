import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { byteLevelTokenizer, openOptions } from '../test/addon/byte-level.mjs';
import { cudaDevice } from './cuda-device.js';
import { deviceFiles, namedDevice } from './device-files.js';
import { native } from './load.js';

const folder = mkdtempSync(path.join(tmpdir(), 'tokengraft-device-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('libraries are looked for beside the binaries', () => {
  const binaries = [path.join('a', 'tokengraft.node'), path.join('b', 'tokengraft.glibc.node')];
  const libraries = [path.join('a', 'tokengraft_cuda.so'), path.join('b', 'tokengraft_cuda.so')];
  expect(deviceFiles(binaries, undefined)).toEqual(libraries);
});

test('TOKENGRAFT_DEVICE is the only candidate when it is set: a path, or the processor', () => {
  expect(deviceFiles(['a/tokengraft.node'], namedDevice('some/device.so'))).toEqual([path.resolve('some/device.so')]);
  expect(namedDevice('processor')).toBe('processor');
  expect(namedDevice('./processor')).toBe(path.resolve('processor'));
  expect(namedDevice('')).toBeUndefined();
  vi.stubEnv('TOKENGRAFT_DEVICE', 'elsewhere.so');
  expect(deviceFiles(['a/tokengraft.node'])).toEqual([path.resolve('elsewhere.so')]);
  vi.unstubAllEnvs();
});

test('where no library loads, the error names each with its reason, and what to do', async () => {
  const missing = path.join(folder, 'missing.so');
  const notLibrary = path.join(folder, 'text.so');
  writeFileSync(notLibrary, 'this is no library');
  const error: unknown = await cudaDevice([missing, notLibrary]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    name: 'TokengraftError',
    code: 'unsupported',
    details: { tried: [{ file: missing, reason: 'there is no such file' }, { file: notLibrary }] },
  });
  const { message } = error as Error;
  for (const part of [
    `${process.platform}-${process.arch}`,
    missing,
    notLibrary,
    'NVIDIA',
    'nvcc',
    'TOKENGRAFT_DEVICE',
  ])
    expect(message).toContain(part);
});

test('the first library that loads is taken', async () => {
  expect(await cudaDevice([path.join(folder, 'missing.so'), 'processor'])).toBe('processor');
  expect(await native().loadDevice('processor')).toMatch(/^processor/);
});

test('a batch on a device that was never loaded loads it, or says why not', async () => {
  const tokenizer = await native().parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);
  const batch = async (device: string): Promise<unknown> =>
    tokenizer.encodeBatch(['he', '', 'ab'], true, 0, 0, undefined, device);
  expect(await batch('processor')).toEqual(await tokenizer.encodeBatch(['he', '', 'ab'], true, 0, 0, undefined));
  await expect(batch(path.join(folder, 'missing.so'))).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining(path.join(folder, 'missing.so')),
  });
  expect(() => tokenizer.countBatch(['he'], true, 0, 0, undefined, 7 as unknown as string)).toThrow(
    new TypeError('expected a string for device, received the number 7'),
  );
});
