import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { candidates, loadFirst } from './load.js';

const folder = mkdtempSync(path.join(tmpdir(), 'tokengraft-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, content: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

function errorOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

test('TOKENGRAFT_NATIVE is the only candidate when it is set', () => {
  expect(candidates('some/where.node')).toEqual([path.resolve('some/where.node')]);
});

test('the binary built here comes before the prebuilt one', () => {
  const [built, prebuilt, ...others] = candidates('');
  expect(built).toMatch(/native[/\\]out[/\\]Release[/\\]tokengraft\.node$/);
  expect(prebuilt).toContain(path.join('prebuilds', `${process.platform}-${process.arch}`, 'tokengraft'));
  expect(others).toEqual([]);
});

test.runIf(process.platform === 'linux')('a prebuilt binary for Linux names its C library', () => {
  expect(candidates('')[1]).toMatch(/tokengraft\.(glibc|musl)\.node$/);
});

test('where nothing loads, the error names the platform, each file with its reason, and what to do', () => {
  const missing = path.join(folder, 'missing.node');
  const notBinary = fileWith('text.node', 'this is no binary');
  const error = errorOf(() => loadFirst([missing, notBinary]));
  expect(error).toMatchObject({
    name: 'TokengraftError',
    code: 'native-not-found',
    details: { tried: [{ file: missing }, { file: notBinary }] },
  });
  const { message } = error as Error;
  for (const part of [`${process.platform}-${process.arch}`, process.versions.node, missing, notBinary])
    expect(message).toContain(part);
  expect(message).toContain('npx --no-install tokengraft-native build');
  expect(message).toContain('g++ cmake make');
});

test('a module that is no addon of tokengraft is passed over', () => {
  const stranger = fileWith('stranger.cjs', 'module.exports = { encode() {} };');
  expect(errorOf(() => loadFirst([stranger]))).toMatchObject({
    code: 'native-not-found',
    details: { tried: [{ file: stranger, reason: expect.stringContaining('not a binary of this version') }] },
  });
});

test('the first file that loads is taken and told how errors are made', () => {
  const missing = path.join(folder, 'missing.node');
  const addon = fileWith('addon.cjs', 'module.exports = { useErrors(make) { module.exports.make = make; } };');
  expect(loadFirst([missing, addon])).toMatchObject({ make: expect.any(Function) });
});
