// Looking at data sets: show and stats open what every format wrote, a single file as well as a folder.

import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputFormatNames, readManifest, sampleDataset, tokenizeDataset } from '@tokengraft/dataset';
import { beforeAll, expect, test } from 'vitest';
import { runCli } from '../fixtures/run-cli.js';
import { unpackGpt2 } from '../fixtures/unpack-gpt2.js';
import { runJson, sha256 } from '../integration/dataset-work.js';
import { scratchFolder } from '../integration/scratch.js';

const scratch = scratchFolder('dataset-looking');

let model = '';
let file = '';

beforeAll(async () => {
  model = await unpackGpt2(scratch());
  file = scratch('data.jsonl');
  const rows = Array.from({ length: 30 }, (_, index) => ({
    question: `Is ${index} even?`,
    answer: ` It is ${index}.`,
  }));
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'));
});

test.each(outputFormatNames)('rows of %s are shown as their text', async (format) => {
  const out = scratch(format);
  await tokenizeDataset([file], { tokenizer: model, maxLength: 16, format, out });
  const { rows } = await sampleDataset(out, { from: 0, count: 2 });
  expect(rows).toHaveLength(2);
  expect(rows[0]?.pieces.map(({ text }) => text).join('')).toContain('Is 0 even? It is 0.');
  const { code, stdout } = runCli(['dataset', 'stats', out]);
  expect([code, stdout.includes('30')]).toEqual([0, true]);
});

test('a single file is opened by its name, and its manifest names the files as they are called', async () => {
  const out = scratch('single.jsonl');
  writeFileSync(`${out}.reasons.jsonl`, 'of an earlier run\n');
  await tokenizeDataset([file], { tokenizer: model, format: 'jsonl', out, force: true });
  const { rows } = await sampleDataset(out, { count: 100 });
  expect(rows).toHaveLength(30);
  const manifest = await readManifest(out);
  expect(manifest.files).toEqual([expect.objectContaining({ path: 'single.jsonl', sha256: sha256(out) })]);
  expect(existsSync(`${out}.reasons.jsonl`)).toBe(false);
  expect(runJson(['dataset', 'stats', out])['format']).toBe('jsonl');
  expect(runCli(['dataset', 'show', out, '--rows', '1']).stdout).toContain('[[ It is 0.]]');
});

test('a pattern says which folder it could not look into', () => {
  symlinkSync('loop', scratch('loop'));
  const { code, stderr } = runCli([
    'dataset',
    'tokenize',
    `${scratch('loop')}/*.jsonl`,
    '-m',
    model,
    '--format',
    'jsonl',
    '-o',
    scratch('never'),
  ]);
  expect(code).toBe(74);
  expect(stderr).toContain(path.join(scratch(), 'loop'));
});
