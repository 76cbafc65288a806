// The benchmarks as a user runs them, on a few bytes, for one round, without a network: the runner, the selection, the files
// it writes, and what it refuses.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Results } from './report/results.js';

const main = path.resolve(import.meta.dirname, '../dist/main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'tokengraft-bench-'));
const texts = path.join(folder, 'texts');
const results = path.join(folder, 'results');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args: string[]) {
  return spawnSync(process.execPath, ['--expose-gc', main, ...args], { encoding: 'utf8' });
}

describe('a run', () => {
  let run: ReturnType<typeof bench>;
  let written: string;
  const read = (file: string): string => readFileSync(path.join(written, file), 'utf8');

  beforeAll(() => {
    mkdirSync(texts);
    writeFileSync(path.join(texts, 'chat.txt'), 'A message, as it is written: hello <world> & "you"!\n'.repeat(40));
    const selection = ['--vocab', 'gpt2', '--peers', 'tokenizers', '--rounds', '1', '--budget', '1'];
    const places = ['--texts', texts, '--tokenizers', folder, '--out', results, '--name', 'tiny'];
    run = bench('encode', 'messages', ...selection, ...places);
    written = path.join(results, readdirSync(results)[0] ?? '');
  });

  test('ends well and prints its tables', () => {
    expect(run.stderr).toContain('encode · gpt2 · chat');
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('### gpt2, fresh (MB/s, higher is better)');
    expect(run.stdout).toMatch(/\| \*\*tokengraft\*\* \| [\d.]+ ±\d+ % \|/);
  });

  test('is named after its day and machine', () => {
    expect(path.basename(written)).toMatch(/^\d{4}-\d\d-\d\d-tiny$/);
  });

  test('leaves every round as data, with the machine and the versions', () => {
    const { suites, machine, peers, texts: used } = JSON.parse(read('results.json')) as Results;
    expect(suites.map(({ name }) => name)).toEqual(['encode', 'messages']);
    expect(new Set(suites.flatMap(({ rows }) => rows.map(({ peer }) => peer)))).toEqual(
      new Set(['tokengraft', 'tokenizers']),
    );
    expect(suites[0]?.rows.every(({ exact, samples }) => exact === true && samples.length === 1)).toBe(true);
    expect(machine.node).toBe(process.version);
    expect(peers['tokenizers']).toBe('0.23.2');
    expect(used).toEqual([{ name: 'chat', bytes: 2080 }]);
  });

  test('leaves a page that needs no network, with a chart a table', () => {
    const page = read('index.html');
    expect(page).not.toMatch(/<script|<link|src=|href="(?!#)|url\(/);
    const tables = [...run.stdout.matchAll(/^### /gm)].length;
    expect(page.match(/<svg [^>]*role="img"/g)).toHaveLength(tables);
    expect(page.match(/<table>/g)).toHaveLength(tables);
    expect(read('summary.md')).toBe(run.stdout);
  });
});

describe('refuses', () => {
  test.each([
    ['a suite that there is not', ['encoed'], "there is no suite 'encoed'; there are encode, "],
    [
      'a peer that there is not',
      ['--peers', 'hypertok,tokenizer'],
      "there is no peer 'tokenizer'; there are tokengraft, hypertok, ",
    ],
    ['a vocabulary that there is not', ['--vocab', 'gpt5'], "there is no vocabulary 'gpt5'; there are gpt2, "],
    ['an option that there is not', ['--round', '3'], "Unknown option '--round'"],
    ['a number that is none', ['--rounds', 'many'], "--rounds takes a whole number of at least 1, not 'many'"],
    ['no rounds at all', ['--rounds', '0'], "--rounds takes a whole number of at least 1, not '0'"],
    ['another clock', ['--clock', 'sun'], "there is no clock 'sun'; there are wall, cpu"],
    ['an empty list', ['--peers', ','], '--peers names nothing'],
    ['a folder that is none', ['--texts', '/nowhere/at/all'], '--texts: there is no folder /nowhere/at/all'],
    ['two results for the README', ['readme', 'a', 'b'], 'readme takes one results folder, not 2'],
    ['results without data', ['readme', '/nowhere/at/all'], '/nowhere/at/all has no results.json'],
  ])('%s', (_, args, sentence) => {
    const { status, stdout, stderr } = bench(...args);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('usage: npm run bench');
    expect([status, stdout]).toEqual([2, '']);
  });
});

test('--help tells suites, peers and vocabularies', () => {
  const { status, stdout } = bench('--help');
  expect(status).toBe(0);
  for (const word of ['pathological', 'hypertok', 'deepseek_v3', '--budget']) expect(stdout).toContain(word);
});

test.each([
  ['suites', ['index', 'rows', 'suite']],
  ['peers', ['index', 'installed', 'peer']],
])('every file of %s is in its table', (kind, others) => {
  const table = readFileSync(path.join(import.meta.dirname, kind, 'index.ts'), 'utf8');
  const names = readdirSync(path.join(import.meta.dirname, kind)).map((file) => path.parse(file).name);
  const missing = names.filter((name) => !others.includes(name) && !table.includes(`'./${name}.js'`));
  expect(missing).toEqual([]);
});
