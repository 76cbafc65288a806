// train, learn, diff and segment as stories: small corpora, the built command.

import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli, type RunOptions } from '../../../../test/fixtures/run-cli.js';
import { unpackGpt2 } from '../../../../test/fixtures/unpack-gpt2.js';

let folder: string;
let gpt2: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokengraft-training-'));
  gpt2 = await unpackGpt2(folder);
  await writeFile(join(folder, 'notes.txt'), notes);
});
afterAll(() => rm(folder, { recursive: true }));

const notes = 'Electrocardiography shows sinus tachycardia.\nNo myocardial infarction, 심근경색 없음.\n'.repeat(30);

function run(args: readonly string[], options: RunOptions = {}) {
  return runCli(args, { cwd: folder, ...options });
}

function json(args: readonly string[]): Record<string, unknown> {
  const { code, stdout, stderr } = run([...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('train', () => {
  test('--trace prints the textbook example', async () => {
    await writeFile(join(folder, 'textbook.txt'), 'aaabdaaabac');
    const { code, stdout } = run(['train', 'textbook.txt', '--model', 'bpe', '--vocab-size', '300', '--trace']);
    expect(code).toBe(0);
    const lines = stdout.split('\n').map((line) => line.trim().split(/\s{2,}/));
    expect(lines.slice(1, 4)).toEqual([
      ['1', 'Z = a a', '4', 'aa', 'ZabdZabac'],
      ['2', 'Y = a b', '2', 'ab', 'ZYdZYac'],
      ['3', 'X = Z Y', '2', 'aaab', 'XdXac'],
    ]);
  });

  test('parts that are counted apart give the bytes of the whole', async () => {
    await writeFile(join(folder, 'a.txt'), notes.slice(0, 400));
    await writeFile(join(folder, 'b.txt'), notes.slice(400));
    for (const part of ['a', 'b']) {
      json(['train', `${part}.txt`, '--preset', 'llama3', '--count-only', '-o', `${part}.counts`]);
    }
    const joined = ['train', '--from-counts', 'b.counts', 'a.counts', '--preset', 'llama3', '--vocab-size', '300'];
    json([...joined, '-o', 'joined']);
    json(['train', 'a.txt', 'b.txt', '--preset', 'llama3', '--vocab-size', '300', '-o', 'whole', '--threads', '2']);
    const [one, other] = await Promise.all(
      ['joined', 'whole'].map(async (name) => readFile(join(folder, name, 'tokenizer.json'), 'utf8')),
    );
    expect(one).toBe(other);
  });

  test('less to learn than asked for is said; an output that is there stays', () => {
    const first = run(['train', 'notes.txt', '--vocab-size', '9000', '-o', 'small.json']);
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('no more to learn') as string });
    expect(run(['train', 'notes.txt', '--vocab-size', '9000', '-o', 'small.json'])).toMatchObject({ code: 2 });
    expect(run(['train', 'notes.txt', '--vocab-size', '9000', '-o', 'small.json', '--force'])).toMatchObject({
      code: 0,
    });
  });

  test.each([
    [['train'], 2],
    [['train', 'notes.txt'], 2],
    [['train', 'notes.txt', '-o', 'x'], 2],
    [['train', 'notes.txt', '--vocab-size', '300', '--weight', 'other.txt=2', '-o', 'x'], 2],
    [['train', 'notes.txt', '--vocab-size', '300', '--max-memory', 'much', '-o', 'x'], 2],
    [['train', 'nowhere.txt', '--vocab-size', '300', '-o', 'x'], 65],
    [['train', 'empty.txt', '--vocab-size', '300', '-o', 'x'], 65],
  ])('%j ends with %i and leaves nothing', async (args, code) => {
    await writeFile(join(folder, 'empty.txt'), '');
    expect(run(args).code).toBe(code);
    expect(await readdir(folder)).not.toContain('x');
  });
});

describe('learn', () => {
  test('--dry-run shows the curve and writes nothing', async () => {
    const before = await readdir(folder);
    const { code, stdout } = run(['learn', 'notes.txt', '-t', gpt2, '--add', '20', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/new tokens +tokens +tokens\/word/);
    expect(await readdir(folder)).toEqual(before);
  });

  test('writes a tokenizer that needs fewer tokens, and a page that needs nothing else', async () => {
    await writeFile(join(folder, 'held.txt'), 'Tachycardia without infarction; electrocardiography shows it.\n');
    const args = ['learn', 'notes.txt', '-t', gpt2, '--add', '25', '--held-out', 'held.txt', '--word', ' zymurgy'];
    const report = json([...args, '--report', 'report.html', '--hidden-size', '768', '-o', 'learnt']);
    expect(report).toMatchObject({
      schemaVersion: 1,
      added: 25,
      firstId: 50257,
      heldOut: true,
      check: { changedOutsideNewTokens: 0 },
      rows: { parameters: 25 * 768 * 2 },
    });
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/(src|href)=|https?:/);
    const count = (tokenizer: string): unknown => json(['count', '-t', tokenizer, 'held.txt'])['total'];
    const tokens = (total: unknown): number => (total as { tokens: number }).tokens;
    expect(tokens(count('learnt'))).toBeLessThan(tokens(count(gpt2)));
    expect(run(['encode', '-t', 'learnt'], { input: ' zymurgy' }).stdout.trim()).toMatch(/^\d+$/);
    const diff = json(['diff', gpt2, 'learnt', 'notes.txt', '--report', 'diff.html']);
    expect(diff).toMatchObject({ differentOutsideNewTokens: 0, vocabulary: { onlyInB: 25 } });
    expect(await readFile(join(folder, 'diff.html'), 'utf8')).toContain('Texts that differ');
    expect(run(['diff', gpt2, 'learnt', 'notes.txt']).stdout).toContain('0 changed outside new tokens');
  });

  test('a tokenizer without merges is refused by name', () => {
    run(['train', 'notes.txt', '--model', 'wordpiece', '--vocab-size', '120', '-o', 'pieces']);
    const { code, stderr } = run(['learn', 'notes.txt', '-t', 'pieces', '--add', '5', '-o', 'x']);
    expect([code, stderr]).toEqual([65, expect.stringContaining('WordPiece')]);
  });
});

describe('segment', () => {
  test.each([
    ['word', ['naïve', ' ', '👩‍👧', '!']],
    ['sentence', ['naïve 👩‍👧!']],
    ['grapheme', ['n', 'a', 'ï', 'v', 'e', ' ', '👩‍👧', '!']],
    ['character', ['n', 'a', 'ï', 'v', 'e', ' ', '👩‍👧', '!']],
    ['codepoint', ['n', 'a', 'ï', 'v', 'e', ' ', '👩', '\u200d', '👧', '!']],
    [
      'byte',
      [
        'n',
        'a',
        '<c3>',
        '<af>',
        'v',
        'e',
        ' ',
        '<f0>',
        '<9f>',
        '<91>',
        '<a9>',
        '<e2>',
        '<80>',
        '<8d>',
        '<f0>',
        '<9f>',
        '<91>',
        '<a7>',
        '!',
      ],
    ],
    ['utf16', ['n', 'a', 'ï', 'v', 'e', ' ', '<d83d>', '<dc69>', '\u200d', '<d83d>', '<dc67>', '!']],
  ])('--unit %s', (unit, expected) => {
    const { segments } = json(['segment', '--unit', unit, '--text', 'naïve 👩‍👧!']) as { segments: { text: string }[] };
    expect(segments.map(({ text }) => text)).toEqual(expected);
  });

  test("shows the tokenizer's tokens with their bytes", () => {
    const { tokens } = json(['segment', '--text', 'é!', '-t', gpt2]) as { tokens: object[] };
    expect(tokens).toEqual([
      { text: 'Ã©', start: 0, end: 1, bytes: 'c3a9', id: 2634 },
      { text: '!', start: 1, end: 2, bytes: '21', id: 0 },
    ]);
    const shown = run(['segment', '--unit', 'grapheme', '--text', 'é', '-t', gpt2]).stdout;
    expect(shown).toMatch(/é +c3 a9/);
  });
});
