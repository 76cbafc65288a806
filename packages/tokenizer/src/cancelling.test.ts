// Asynchronous calls end when their signal is aborted, even inside one long text, and never hold up the event loop for it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpackGpt2 } from '../../../test/fixtures/unpack-gpt2.js';
import { loadTokenizer, type Encoding, type Tokenizer } from './index.js';

let folder: string;
let file: string;
let tokenizer: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cancelling-'));
  file = await unpackGpt2(folder);
  tokenizer = await loadTokenizer(file);
});
afterAll(() => rm(folder, { recursive: true }));

/** Some tenths of a second of work in one text that no cache has seen; and in one list of ids. */
const long = numbered('The quick brown fox', 400_000);
const ids = new Uint32Array(5_000_000).fill(464);

function numbered(words: string, times: number): string {
  return Array.from({ length: times }, (_, i) => `${words} ${(i * 2_654_435_761).toString(36)}`).join('. ');
}

const calls: readonly (readonly [string, (signal: AbortSignal) => Promise<unknown>])[] = [
  ['encodeBatch', (signal) => tokenizer.encodeBatch([long], { signal })],
  [
    'encodeBatch with sets of special tokens',
    (signal) => tokenizer.encodeBatch([long], { signal, special: { allowed: 'all' } }),
  ],
  ['countBatch', (signal) => tokenizer.countBatch([long], { signal })],
  ['countStream', (signal) => tokenizer.countStream([long], { signal })],
  ['encodingBatch', (signal) => tokenizer.encodingBatch([long], { signal })],
  ['encodingBatch of a pair', (signal) => tokenizer.encodingBatch([['a', long]], { signal })],
  [
    'encodingBatch that truncates',
    (signal) => tokenizer.encodingBatch([long], { signal, truncation: { maxLength: 8 } }),
  ],
  ['decodeBatch', (signal) => tokenizer.decodeBatch([ids], { signal })],
  ['loadTokenizer', (signal) => loadTokenizer(file, { signal })],
];

describe('aborted while it runs', () => {
  test.each(calls)('%s rejects with the reason, although one text is all it has', async (_, call) => {
    const controller = new AbortController();
    const reason = new Error('the user changed her mind');
    const running = call(controller.signal);
    await setImmediate();
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
  });
});

test('what an aborted call leaves behind does not change later answers', async () => {
  const texts = ['Hello, world', 'a'.repeat(300_000)];
  const before = await tokenizer.encodeBatch(texts);
  const controller = new AbortController();
  const running = tokenizer.encodeBatch([long, ...texts], { signal: controller.signal });
  await setImmediate();
  controller.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(await tokenizer.encodeBatch(texts)).toEqual(before);
});

test('a long text has off the main thread the encoding that it has on it', async () => {
  const text = 'Some words, numbers 42 and é😀. '.repeat(3400);
  const options = [
    {},
    { offsets: 'utf8' },
    { truncation: { maxLength: 20, stride: 4 } },
    { padding: { padToMultipleOf: 64 } },
  ] as const;
  for (const each of options) {
    expect(facts(await tokenizer.encodingBatch([text], each))).toBe(facts([tokenizer.encoding(text, each)]));
    const pair = [tokenizer.encoding(text, { ...each, pair: 'pair' })];
    expect(facts(await tokenizer.encodingBatch([[text, 'pair']], each))).toBe(facts(pair));
  }
});

/** As text, which compares in no time. */
function facts(encodings: readonly Encoding[]): string {
  return JSON.stringify(encodings, (_, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Uint32Array).join() : value,
  );
}

test('a long list of ids has in parts the text that it has at once', async () => {
  const list = tokenizer.encode('Some words, numbers 42 and é😀. '.repeat(25_000));
  expect(list.length).toBeGreaterThan(250_000);
  const [whole] = await tokenizer.decodeBatch([list]);
  expect(whole === tokenizer.decode(list)).toBe(true);
});
