// Batches on a device: the processor stands in for one, so that all of the way there and back is tried where there is none.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { unpackGpt2 } from '../../../test/fixtures/unpack-gpt2.js';
import { loadTokenizer, type BatchOptions, type Tokenizer } from './index.js';

let folder: string;
let gpt2: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'device-'));
  gpt2 = await loadTokenizer(await unpackGpt2(folder));
  gpt2.addTokens(['MyNewToken_1', { content: 'plain', singleWord: true }]);
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

async function writeWordPiece(): Promise<string> {
  const file = join(folder, 'word-piece.json');
  const vocab = { '[UNK]': 0, a: 1 };
  const model = {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab,
  };
  await writeFile(file, JSON.stringify({ model }));
  return file;
}

const texts = [
  'Hello, world!',
  '',
  'I am MyNewToken_1, plain and explain.',
  'end<|endoftext|>',
  ' \n\n  x',
  'naïve 中文字符 हिन्दी 😀👩‍👩‍👧',
  'half a pair \ud83d of surrogates',
  'a'.repeat(2000),
  'The quick brown fox jumps over the lazy dog. '.repeat(500),
];

const optionSets: readonly BatchOptions[] = [
  {},
  { addSpecialTokens: false },
  { special: 'literal' },
  { threads: 1 },
  { special: { allowed: 'all' } },
  { special: { allowed: [], disallowed: [] } },
];

describe('the processor as a device', () => {
  beforeEach(() => void vi.stubEnv('TOKENGRAFT_DEVICE', 'processor'));

  test.each(optionSets)('has the ids and the counts of %o, in input order', async (options) => {
    const expected = await gpt2.encodeBatch(texts, options);
    expect(await gpt2.encodeBatch(texts, { ...options, device: 'cuda' })).toEqual(expected);
    const counts = await gpt2.countBatch(texts, { ...options, device: 'cuda' });
    expect([...counts]).toEqual(expected.map((ids) => ids.length));
  });

  test('no texts are no ids', async () => {
    expect(await gpt2.encodeBatch([], { device: 'cuda' })).toEqual([]);
    expect(await gpt2.countBatch([], { device: 'cuda' })).toEqual(new Float64Array());
  });

  test('one long text, whole and in pieces', async () => {
    const long = texts.slice(0, 7).join('\n').repeat(400);
    const ids = gpt2.encode(long);
    expect(await gpt2.encodeAsync(long, { device: 'cuda' })).toEqual(ids);
    const pieces = [long.slice(0, 40_001), long.slice(40_001)];
    expect(await gpt2.countStream(pieces, { device: 'cuda' })).toBe(ids.length);
  });

  test('the caller may change his array, and add tokens, while the batch runs', async () => {
    const mine = ['grown plainly', 'x'];
    const tokenizer = gpt2.clone();
    const expected = await tokenizer.encodeBatch(mine);
    const running = tokenizer.encodeBatch(mine, { device: 'cuda' });
    mine.length = 0;
    tokenizer.addTokens(['grown']);
    expect(await running).toEqual(expected);
  });

  test('a refused special token is the error that it is on the processor', async () => {
    const refused = async (device: 'cpu' | 'cuda'): Promise<unknown> =>
      gpt2.encodeBatch(texts, { special: 'refuse', device }).catch((error: unknown) => error);
    const there = await refused('cuda');
    expect(there).toMatchObject({ code: 'special-token-in-text' });
    expect((there as Error).message).toBe(((await refused('cpu')) as Error).message);
  });

  test('an aborted batch rejects with the reason of the signal', async () => {
    const reason = new Error('the user changed her mind');
    const controller = new AbortController();
    const running = gpt2.encodeBatch(texts, { device: 'cuda', signal: controller.signal });
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(gpt2.countBatch(texts, { device: 'cuda', signal: controller.signal })).rejects.toBe(reason);
  });

  test('a tokenizer that no device can run is refused by the name of its stage', async () => {
    const wordPiece = await loadTokenizer(await writeWordPiece());
    const refusal = { code: 'unsupported', message: expect.stringMatching(/its model cannot run on a device/) };
    await expect(wordPiece.encodeBatch(['a'], { device: 'cuda' })).rejects.toMatchObject(refusal);
    await expect(wordPiece.countBatch([], { device: 'cuda' })).rejects.toMatchObject(refusal);
    expect((await wordPiece.encodeBatch(['a'], { device: 'cpu' }))[0]).toEqual(wordPiece.encode('a'));
  });
});

describe('without a device', () => {
  beforeEach(() => void vi.stubEnv('TOKENGRAFT_DEVICE', join(folder, 'no-device.so')));

  test('the error names what was looked for, what was found, and what to do', async () => {
    const error: unknown = await gpt2.encodeBatch(['a'], { device: 'cuda' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TokengraftError', code: 'unsupported' });
    const { message } = error as Error;
    for (const part of [join(folder, 'no-device.so'), 'there is no such file', 'nvcc', 'TOKENGRAFT_DEVICE'])
      expect(message).toContain(part);
  });

  test('what does not ask for one does not miss it', async () => {
    const expected = texts.map((text) => gpt2.encode(text));
    expect(await gpt2.encodeBatch(texts)).toEqual(expected);
    expect(await gpt2.encodeBatch(texts, { device: 'cpu' })).toEqual(expected);
  });
});

test('a device that is not known is refused, as is one where no device can help', async () => {
  const wrong = { device: 'tpu' } as unknown as BatchOptions;
  const expectation = 'expected one of "cpu", "cuda" for options.device, received the string "tpu"';
  await expect(gpt2.encodeBatch(['a'], wrong)).rejects.toThrow(new TypeError(expectation));
  expect(() => gpt2.encode('a', { device: 'cuda' } as object)).toThrow(TypeError);
});
