// The whole pipeline: the same bytes for any threads and shards, interrupted runs that go on, rows that are wrong, and files
// that lie.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  datasetStatus,
  mergeDataset,
  outputFormatNames,
  planDataset,
  readManifest,
  runShards,
  tokenizeDataset,
  workFolder,
  type TokenizeOptions,
} from '@tokengraft/dataset';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { unpackGpt2 } from '../fixtures/unpack-gpt2.js';
import { sha256, writeQuestions } from '../integration/dataset-work.js';
import { scratchFolder } from '../integration/scratch.js';
import { readJsonLines, writtenRows } from './rows.js';
import { twinRow } from './slow-twin.js';

const scratch = scratchFolder('dataset-pipeline');
const seed = Number(process.env['TG_DATASET_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let model = '';
let tokenizer: Tokenizer;
let data = '';

beforeAll(async () => {
  model = await unpackGpt2(scratch());
  tokenizer = await loadTokenizer(model);
  data = writeQuestions(scratch('data.jsonl'), 2500);
});

let outs = 0;
async function tokenize(file: string, options: Partial<TokenizeOptions> = {}): Promise<string> {
  const out = scratch(`out-${outs++}`);
  await tokenizeDataset([file], { tokenizer: model, format: 'jsonl', out, ...options });
  return out;
}

function writeRows(name: string, rows: readonly unknown[]): string {
  const file = scratch(name);
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

test('any threads and any shards give the same bytes', async () => {
  const settings = { maxLength: 128, packing: 'bfd-split', eos: 'last', validation: 0.1, deduplicate: true } as const;
  const one = await tokenize(data, { ...settings, threads: 1 });
  const three = await tokenize(data, { ...settings, threads: 3 });
  const plan = scratch('plan');
  await planDataset([data], { tokenizer: model, out: plan, shardBytes: 100_001, ...settings });
  const { shards } = await datasetStatus(plan);
  expect(shards).toBeGreaterThan(5);
  await runShards(
    plan,
    Array.from({ length: shards }, (_, index) => shards - 1 - index),
  );
  const merged = scratch('merged');
  await mergeDataset(plan, { format: 'jsonl', out: merged });
  for (const name of ['train/data.jsonl', 'validation/data.jsonl', 'manifest.json']) {
    expect([name, sha256(path.join(three, name)), sha256(path.join(merged, name))]).toEqual([
      name,
      sha256(path.join(one, name)),
      sha256(path.join(one, name)),
    ]);
  }
});

describe('on a device, for which the processor stands in', () => {
  beforeEach(() => void vi.stubEnv('TOKENGRAFT_DEVICE', 'processor'));
  afterEach(() => void vi.unstubAllEnvs());

  test.each([
    {},
    { maxLength: 128, packing: 'bfd-split', eos: 'last', validation: 0.1, deduplicate: true, threads: 2 },
    { supervise: 'all', separator: ' ', truncation: 'overflow', maxLength: 64, stride: 8 },
  ] as const)('the bytes are the same with %o', async (settings) => {
    const here = await tokenize(data, settings);
    const there = await tokenize(data, { ...settings, device: 'cuda' });
    for (const name of readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((each) => each.includes('.')))
      expect([name, sha256(path.join(there, name))]).toEqual([name, sha256(path.join(here, name))]);
  });

  test('documents, whose ids nothing else looks at', async () => {
    const texts = Array.from({ length: 300 }, (_, index) => ({ text: `Document ${index}: naïve 中文, it's 1234.\n` }));
    const file = writeRows('documents.jsonl', texts);
    const there = await tokenize(file, { device: 'cuda' });
    expect(readFileSync(path.join(there, 'data.jsonl'), 'utf8')).toBe(
      readFileSync(path.join(await tokenize(file), 'data.jsonl'), 'utf8'),
    );
  });

  test('a row that is refused is refused alone', async () => {
    const rows = ['fine', 'an <|endoftext|>', '', 'half a pair \ud83d'].map((answer) => ({
      question: 'why? ',
      answer,
    }));
    const file = writeRows('forged.jsonl', [...rows, { question: 5 }, 'no row']);
    const settings = { special: 'refuse', badRows: 'quarantine' } as const;
    const here = await tokenize(file, settings);
    const there = await tokenize(file, { ...settings, device: 'cuda' });
    expect(readJsonLines(path.join(there, 'data.jsonl'))).toEqual(readJsonLines(path.join(here, 'data.jsonl')));
    expect(readFileSync(path.join(there, 'quarantine.jsonl'), 'utf8')).toBe(
      readFileSync(path.join(here, 'quarantine.jsonl'), 'utf8'),
    );
  });

  test('a device that is not there fails before anything is written', async () => {
    vi.stubEnv('TOKENGRAFT_DEVICE', scratch('no-device.so'));
    const out = scratch('no-device');
    const running = tokenizeDataset([data], { tokenizer: model, format: 'jsonl', out, device: 'cuda' });
    await expect(running).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('no-device.so'),
    });
    expect([existsSync(out), existsSync(workFolder(out))]).toEqual([false, false]);
  });
});

test('an interrupted run leaves no output, and --resume goes on with what is done', async () => {
  const out = scratch('interrupted');
  const stop = new AbortController();
  const options = { tokenizer: model, format: 'jsonl', out, threads: 1 } as const;
  const onProgress = ({ rows }: { rows: number }): void => void (rows > 0 && stop.abort(new Error('enough')));
  await expect(tokenizeDataset([data], { ...options, signal: stop.signal, onProgress })).rejects.toThrow('enough');
  expect([existsSync(out), existsSync(workFolder(out))]).toEqual([false, true]);
  await tokenizeDataset([data], { ...options, resume: true });
  expect(existsSync(workFolder(out))).toBe(false);
  expect(sha256(path.join(out, 'data.jsonl'))).toBe(sha256(path.join(await tokenize(data), 'data.jsonl')));
});

test(`labels equal the slow twin's on random text, seed ${seed} (set TG_DATASET_SEED to repeat)`, async () => {
  const draw = createRandom(seed);
  const pieces = ['a', ' the', 'é', '中文', '😀', '\n', '  ', '.', '<|endoftext|>', '\u0301', "'s", '123', '\ud83d'];
  const text = (): string => Array.from({ length: draw(30) }, () => pieces[draw(pieces.length)] ?? '').join('');
  const rows = Array.from({ length: 400 }, () => ({ question: text(), answer: text() }));
  const written = writtenRows(
    await tokenize(writeRows('random.jsonl', rows), { maxLength: 40, truncationSide: 'left', eos: 'last' }),
  );
  const eosId = tokenizer.tokenToId('<|endoftext|>') ?? -1;
  for (const [index, { question, answer }] of rows.entries()) {
    const parts = [
      { text: question, supervised: false },
      { text: answer, supervised: true },
    ];
    const expected = twinRow(tokenizer, parts, { maxLength: 40, side: 'left', eosId });
    expect({ index, parts, row: written[index] }).toEqual({ index, parts, row: expected });
  }
});

describe('packing loses no token without a count', () => {
  const ids = (folder: string): number[] => writtenRows(folder).flatMap((row) => row.input_ids);
  const sorted = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b);

  test.each(['wrap', 'bfd-split'] as const)('%s keeps all', async (packing) => {
    const plain = await tokenize(data, { maxLength: 100_000 });
    const packed = await tokenize(data, { maxLength: 64, packing });
    expect(sorted(ids(packed))).toEqual(sorted(ids(plain)));
  });

  test('bfd counts what cutting lost', async () => {
    const plain = await tokenize(data, { maxLength: 100_000 });
    const packed = await tokenize(data, { maxLength: 64, packing: 'bfd' });
    const [split] = (await readManifest(packed)).splits;
    expect(ids(packed).length + (split?.statistics.lostTokens ?? 0)).toBe(ids(plain).length);
    const reasons = readJsonLines<{ lost: number }>(path.join(packed, 'reasons.jsonl'));
    expect(reasons.reduce((sum, { lost }) => sum + lost, 0)).toBe(split?.statistics.lostTokens);
  });
});

test('every input format gives the same rows', async () => {
  const rows = [
    { question: 'one, "two"', answer: 'three' },
    { question: 'line\nbreak', answer: '中 😀' },
  ];
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const files: Readonly<Record<string, string | Buffer>> = {
    'rows.jsonl': rows.map((row) => JSON.stringify(row)).join('\r\n'),
    'rows.json': JSON.stringify(rows, null, 2),
    'rows.csv': [
      '\ufeffquestion,answer',
      ...rows.map(({ question, answer }) => `${cell(question)},${cell(answer)}`),
    ].join('\n'),
    'rows.tsv': ['question\tanswer', ...rows.map(({ question, answer }) => `${cell(question)}\t${cell(answer)}`)].join(
      '\n',
    ),
    'rows.jsonl.gz': gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(scratch(name), content);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const copy = (name: string, options: string): Promise<unknown> =>
    connection.run(`copy (from read_json('${scratch('rows.json')}')) to '${scratch(name)}' (${options})`);
  await copy('rows.parquet', 'format parquet, compression zstd');
  await copy('rows.jsonl.zst', 'format json, compression zstd');
  const found: string[] = [];
  for (const name of [...Object.keys(files), 'rows.parquet', 'rows.jsonl.zst']) {
    found.push(sha256(path.join(await tokenize(scratch(name)), 'data.jsonl')));
  }
  expect(new Set(found).size).toBe(1);
});

test('equal rows are dropped once they were there, and comparisons come in pairs', async () => {
  const twice = writeRows('twice.jsonl', [{ text: 'a' }, { text: 'b' }, { text: 'a' }]);
  const folder = await tokenize(twice, { deduplicate: true });
  expect(writtenRows(folder)).toHaveLength(2);
  expect(readJsonLines(path.join(folder, 'reasons.jsonl'))).toEqual([
    { file: twice, line: 3, reason: 'dropped-duplicate', kept: 0, lost: 1 },
  ]);
  const pairs = writeRows('pairs.jsonl', [{ prompt: 'q', chosen: ' good', rejected: ' bad' }]);
  expect(writtenRows(await tokenize(pairs)).map(({ chosen, labels }) => [chosen, labels.length])).toEqual([
    [1, 2],
    [0, 2],
  ]);
});

describe('rows that are wrong', () => {
  const good = '{"question":"q","answer":"a"}\n';
  const cases: readonly (readonly [string, string | Buffer, string])[] = [
    ['no JSON', 'hello\n', 'is not JSON'],
    ['a raw NUL', '{"question":"\0","answer":"a"}\n', 'is not JSON'],
    ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), 'not valid UTF-8'],
    ['no object', '[1]\n', 'expected an object, found a list'],
    ['no shape', '{"foo":1}\n', 'are those of no shape'],
    ['a number without its digits', '{"question":1,"answer":12345678901234567890}\n', 'too large to be spelt'],
    ['no text', '{"question":null,"answer":"a"}\n', 'expected text in "question", found null'],
    [
      'nested a million deep',
      `{"question":"q","answer":${'['.repeat(1e6)}${']'.repeat(1e6)}}\n`,
      'expected text in "answer"',
    ],
    ['a list a million deep', `${'['.repeat(1e6)}${']'.repeat(1e6)}\n`, 'expected an object, found a list'],
    ['too long', `{"question":"${'x'.repeat(2_200_000)}","answer":"a"}\n`, 'longer than 2100000 bytes'],
  ];

  test.each(cases)('%s: refused with file and line, or kept aside', async (_, bad, message) => {
    const file = scratch('bad.jsonl');
    writeFileSync(file, Buffer.concat([Buffer.from(good), Buffer.from(bad), Buffer.from(good)]));
    const options = { maxRowBytes: 2_100_000, force: true };
    await expect(tokenize(file, options)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringMatching(/bad\.jsonl: line 2: /),
      details: { line: 2 },
    });
    await expect(tokenize(file, { ...options, out: scratch('refused') })).rejects.toThrow(message);
    expect(existsSync(workFolder(scratch('refused')))).toBe(false);
    const folder = await tokenize(file, { ...options, badRows: 'quarantine' });
    expect(writtenRows(folder)).toHaveLength(2);
    const kept = readJsonLines<object>(path.join(folder, 'quarantine.jsonl'));
    expect(kept).toEqual([{ file, line: 2, problem: expect.stringContaining(message), row: expect.any(String) }]);
  });
});

test('a bad row is kept as it stands in the file, and a field of CSV that is no UTF-8 is one', async () => {
  const file = scratch('bad-rows.jsonl');
  writeFileSync(file, '{ "question": 1e1000, "answer": 12345678901234567890 }\n');
  const kept = async (input: string): Promise<string[]> =>
    readJsonLines<{ row: string }>(path.join(await tokenize(input, { badRows: 'quarantine' }), 'quarantine.jsonl')).map(
      ({ row }) => row,
    );
  expect(await kept(file)).toEqual(['{ "question": 1e1000, "answer": 12345678901234567890 }']);
  const table = scratch('latin.csv');
  writeFileSync(table, Buffer.from('text,n\nna\xefve,1\n"fine \xc3\xa9",2\n', 'latin1'));
  expect(await kept(table)).toEqual(['{"text":"na\ufffdve","n":"1"}']);
  await expect(tokenize(table)).rejects.toMatchObject({ message: expect.stringMatching(/line 2: .* UTF-8/) });
});

test.each(outputFormatNames)('no row at all is a data set, too: %s', async (format) => {
  const file = writeRows('nothing.jsonl', [{ text: 'more than one' }]);
  const folder = await tokenize(file, { format, maxLength: 1, truncation: 'drop' });
  const [split] = (await readManifest(folder)).splits;
  expect(split?.statistics).toMatchObject({ rows: 0, tokens: 0 });
});

describe('files that lie', () => {
  test.each([
    ['a JSON array that is cut off', 'a.json', '[{"text":"a"},{"te', 'ends inside its JSON array'],
    ['something behind a JSON array', 'b.json', '[{"text":"a"}] x', 'is no JSON array of rows: found "x"'],
    ['a broken archive', 'c.jsonl.gz', Buffer.from('1f8b0800deadbeefdeadbeefdead', 'hex'), 'is a broken gzip file'],
    ['a quote that never ends', 'd.csv', 'text\n"a', 'is broken behind line 1'],
    ['Parquet by name only', 'e.parquet', 'PAR1xxxxxxPAR1', 'is no Parquet file'],
  ])('%s', async (_, name, content, message) => {
    writeFileSync(scratch(name), content);
    await expect(tokenize(scratch(name))).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining(message),
    });
  });

  test('a plan that was changed, a record of another plan, rows with other bytes', async () => {
    const plan = scratch('lying-plan');
    await planDataset([data], { tokenizer: model, out: plan });
    await runShards(plan, [0]);
    const file = path.join(plan, 'plan.json');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('"separator": ""', '"separator": "x"'));
    await expect(datasetStatus(plan)).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('does not belong to its planId'),
    });
    writeFileSync(file, text);
    const rows = path.join(
      plan,
      'rows',
      readdirSync(path.join(plan, 'rows')).find((name) => name.endsWith('.rows')) ?? '',
    );
    const bytes = readFileSync(rows);
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1;
    writeFileSync(rows, bytes);
    await expect(mergeDataset(plan, { format: 'jsonl', out: scratch('never') })).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('checksum'),
    });
    const record = path.join(plan, 'done', '00000.json');
    writeFileSync(record, readFileSync(record, 'utf8').replace(/"planId":"../, '"planId":"zz'));
    expect((await datasetStatus(plan)).missing).toEqual([0]);
  });

  test('a manifest that leads out of its folder', async () => {
    const folder = await tokenize(writeRows('small.jsonl', [{ text: 'a' }]));
    const file = path.join(folder, 'manifest.json');
    for (const wrong of ['../data.jsonl', '/etc/passwd', 'a/../../b']) {
      const manifest = JSON.parse(readFileSync(file, 'utf8')) as { files: { path: string }[] };
      writeFileSync(file, JSON.stringify({ ...manifest, files: [{ path: wrong }] }));
      await expect(readManifest(folder)).rejects.toMatchObject({
        code: 'bad-file',
        message: expect.stringContaining('leads out of the folder'),
      });
    }
  });

  test('an input that changed behind the plan', async () => {
    const file = writeRows('changing.jsonl', [{ text: 'a' }]);
    await planDataset([file], { tokenizer: model, out: scratch('changing-plan') });
    writeFileSync(file, '{"text":"longer"}\n');
    await expect(runShards(scratch('changing-plan'), [0])).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining('is not the file that was planned'),
    });
  });
});
