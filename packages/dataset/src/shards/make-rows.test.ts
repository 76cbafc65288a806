// Rows that native code makes of lines against those that JavaScript makes of the same lines, one by one.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTokenizer, RowCount, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../../../test/fixtures/random.js';
import { unpackGpt2 } from '../../../../test/fixtures/unpack-gpt2.js';
import { createLineEncoder } from '../encode/json-rule.js';
import { readModelFacts } from '../encode/model-facts.js';
import { RowEncoder } from '../encode/row-encoder.js';
import { parseJsonLine } from '../read/jsonl.js';
import { rowAt, rowWords } from '../rows/row-file.js';
import { readSettings, type DatasetSettings } from '../settings.js';
import { RowMaker } from './make-rows.js';

const seed = Number(process.env['TG_DATASET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const folder = mkdtempSync(join(tmpdir(), 'tokengraft-make-rows-'));
let tokenizer: Tokenizer;

beforeAll(async () => {
  tokenizer = await loadTokenizer(await unpackGpt2(folder));
});
afterAll(() => rmSync(folder, { recursive: true }));

const pieces = ['a', ' the', 'é', '中文', '😀', '\n', '"', '\\', ' ', '<|endoftext|>', '\u0301', "'s", '123', ''];
const columns = ['question', 'answer', 'instruction', 'input', 'output', 'prompt', 'completion', 'text', 'other'];
const odd: readonly unknown[] = [null, 7, true, [], { question: 'x' }];

function randomLine(draw: (below: number) => number): string {
  // Half a surrogate pair is left to JavaScript.
  const half = (): string => (draw(50) === 0 ? '\ud83d' : '');
  const text = (): string =>
    Array.from({ length: draw(12) }, () => pieces[draw(pieces.length)] ?? '').join('') + half();
  const names = [['question', 'answer'], ['instruction', 'input', 'output'], ['text'], columns][draw(4)] ?? [];
  const row = names.filter(() => draw(20) > 0).map((name) => [name, draw(60) > 0 ? text() : odd[draw(odd.length)]]);
  const line = JSON.stringify(Object.fromEntries(row));
  return ['', ' ', `${line}\r`, `${line},`, line.replace('{', '{"answer":"twice",')][draw(30)] ?? line;
}

const settings: readonly Partial<DatasetSettings>[] = [
  {},
  { eos: 'all', separator: '\n', trainOnEos: 'all' },
  { eos: 'last', trainOnEos: 'none', supervise: 'all' },
  { eos: 'turn', shape: 'question-answer', columns: { question: 'other' }, unsupervised: 'drop' },
  { maxLength: 9, truncation: 'keep-answer', eos: 'last' },
  { maxLength: 9, truncation: 'overflow', stride: 2, special: 'literal' },
];

test.each(settings)(`settings %#: both ways make the same rows, seed ${seed}`, async (given) => {
  const checked = readSettings(given);
  const facts = await readModelFacts(tokenizer, checked);
  const maker = new RowMaker(
    new RowEncoder(tokenizer, checked, facts),
    checked,
    createLineEncoder(tokenizer, checked, facts),
  );
  const draw = createRandom(seed);
  const lines = Array.from({ length: 600 }, () => randomLine(draw));
  const slow = lines.flatMap((text, line) => {
    const row = parseJsonLine(text.replace(/\r$/, ''), line);
    const made = row === undefined ? { rows: [] } : maker.make(row);
    return 'rows' in made ? made.rows : [];
  });
  const block = maker.lines?.encode(Buffer.from(`${lines.join('\n')}\n`), 0);
  const left = new Set(Array.from({ length: (block?.left.length ?? 0) / 4 }, (_, at) => block?.left[4 * at]));
  expect(block?.lines).toBe(lines.length);
  const fast = [];
  const count = new RowCount();
  for (let at = 0, words = block?.words ?? new Uint32Array(); at < words.length; at += rowWords(words, at)) {
    const row = rowAt(words, at);
    maker.countFinished(words.subarray(at, at + rowWords(words, at)), count);
    fast.push(...(count.rows === 1 ? [row] : maker.finish(row)));
  }
  const plain = (row: (typeof slow)[number]): unknown => ({
    ...row,
    ids: [...row.ids],
    runs: Array.from(row.runs),
    hash: [],
  });
  expect(fast.map(plain)).toEqual(slow.filter(({ line }) => !left.has(line)).map(plain));
  expect(left.size).toBeLessThan(lines.length * 0.9);
});
