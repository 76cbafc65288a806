import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { initNotes, readInit, readTransplant, transplantNotes } from './init-option.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokengraft-init-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = (text: string) => readInit({ option: '--init', command: 'extend', text });

test.each([
  ['mean', { method: 'mean' }],
  ['mean-cov:0.1', { method: 'mean-cov', scale: 0.1 }],
  ['mean-cov:scale=1e-9', { method: 'mean-cov', scale: 1e-9 }],
  ['mean-cov:much', { method: 'mean-cov', scale: 'much' }],
  ['subword:last', { method: 'subword', weights: 'last' }],
  ['subword:weights=geometric,factor=0.25', { method: 'subword', weights: 'geometric', factor: 0.25 }],
  ['copy:50256', { method: 'copy', from: 50256 }],
  ['copy:<|a,b:c|>', { method: 'copy', from: '<|a,b:c|>' }],
  ['copy:from=1=2', { method: 'copy', from: '1=2' }],
])('%s', async (text, choice) => {
  expect(await read(text)).toEqual(choice);
});

test('a value of texts is a file of JSON', async () => {
  const file = join(folder, 'texts.json');
  await writeFile(file, '{"<|eot|>": "end of a turn"}');
  const texts = { '<|eot|>': 'end of a turn' };
  expect(await read(`description:${file}`)).toEqual({ method: 'description', texts });
  expect(await read(`copy:from=3,map=${file}`)).toEqual({ method: 'copy', from: 3, map: texts });
  await expect(read('description:nowhere.json')).rejects.toThrow('nowhere.json');
});

test.each([
  ['maen', /--init is mean, subword-mean.* not "maen"; did you mean mean\?/],
  ['mean:1', /the method has no options/],
  ['mean-cov:spread=1', /spread is no option of the method \(scale\)/],
])('%s is wrong usage', async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});

test('methods of a transplant are written the same way', async () => {
  const word = { option: '--method', command: 'transplant', text: 'nearest:k=4,weights=barycentric' };
  expect(await readTransplant(word)).toEqual({ method: 'nearest', k: 4, weights: 'barycentric' });
  expect(await readTransplant({ ...word, text: 'omp:32' })).toEqual({ method: 'omp', k: 32 });
  await expect(readTransplant({ ...word, text: 'mean' })).rejects.toThrow(/--method is omp, nearest.* not "mean"/);
  expect(transplantNotes.join('\n')).toContain('omp: orthogonal matching pursuit');
});

test('the help names every option and its default', () => {
  const help = initNotes.join('\n');
  expect(help).toContain('scale=NUMBER (default: 0.1)');
  expect(help).toContain('exp-up|exp-down|geometric (default: mean)');
  expect(help).toContain('map=FILE.json');
});
