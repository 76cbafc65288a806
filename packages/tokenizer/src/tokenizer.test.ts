import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, type Tokenizer } from './index.js';
import { unpackGpt2 } from '../../../test/fixtures/unpack-gpt2.js';

let folder: string;
let gpt2: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenizer-'));
  gpt2 = await loadTokenizer(await unpackGpt2(folder));
});
afterAll(() => rm(folder, { recursive: true }));

describe('text becomes ids and back', () => {
  test('one text', () => {
    const ids = gpt2.encode('Hello, world!');
    expect([...ids]).toEqual([15496, 11, 995, 0]);
    expect(gpt2.decode(ids)).toBe('Hello, world!');
    expect(gpt2.decode([15496, 11])).toBe('Hello,');
    expect(gpt2.count('Hello, world!')).toBe(4);
  });

  test('many texts, in their order', async () => {
    const texts = Array.from({ length: 1000 }, (_, index) => `text number ${index}`);
    const batch = await gpt2.encodeBatch(texts);
    expect(await gpt2.decodeBatch(batch)).toEqual(texts);
    expect([...(await gpt2.countBatch(texts))]).toEqual(batch.map((ids) => ids.length));
  });

  test('what is known about each id', () => {
    const { ids, tokens, offsets, attentionMask, typeIds, specialTokensMask, sequenceIds, overflowing } =
      gpt2.encoding('a 😀 b');
    expect([...ids]).toEqual([64, 30325, 222, 275]);
    expect(tokens).toEqual(['a', 'ĠðŁĺ', 'Ģ', 'Ġb']);
    expect([...offsets]).toEqual([0, 1, 1, 4, 2, 4, 4, 6]);
    expect([...attentionMask]).toEqual([1, 1, 1, 1]);
    expect([...typeIds]).toEqual([0, 0, 0, 0]);
    expect([...specialTokensMask]).toEqual([0, 0, 0, 0]);
    expect([...sequenceIds]).toEqual([0, 0, 0, 0]);
    expect(overflowing).toEqual([]);
  });

  test.each([
    ['utf16', [0, 1, 1, 4, 2, 4, 4, 6]],
    ['codepoint', [0, 1, 1, 3, 2, 3, 3, 5]],
    ['utf8', [0, 1, 1, 6, 2, 6, 6, 8]],
  ] as const)('offsets in %s', (offsets, expected) => {
    expect([...gpt2.encoding('a 😀 b', { offsets }).offsets]).toEqual(expected);
  });

  test('bytes that are no text stay bytes on request', () => {
    const ids = gpt2.encode('😀').subarray(0, 1);
    expect(gpt2.decode(ids)).toBe('\ufffd');
    expect([...gpt2.decodeBytes(ids)]).toEqual([0xf0, 0x9f, 0x98]);
  });
});

describe('special tokens in a text', () => {
  const text = 'end<|endoftext|>';
  test.each([
    ['match', [437, 50256]],
    ['literal', [437, 27, 91, 437, 1659, 5239, 91, 29]],
  ] as const)('%s', (special, ids) => {
    expect([...gpt2.encode(text, { special })]).toEqual(ids);
  });

  test('refuse', async () => {
    const refusal = { code: 'special-token-in-text', message: expect.stringContaining('<|endoftext|>') };
    expect(() => gpt2.encode(text, { special: 'refuse' })).toThrow(expect.objectContaining(refusal));
    await expect(gpt2.encodeBatch(['fine', text], { special: 'refuse' })).rejects.toMatchObject(refusal);
    expect([...gpt2.encode('end', { special: 'refuse' })]).toEqual([437]);
  });

  test('are left out of a text on request', () => {
    expect(gpt2.decode([437, 50256])).toBe(text);
    expect(gpt2.decode([437, 50256], { skipSpecialTokens: true })).toBe('end');
  });
});

describe('a limit', () => {
  test.each([
    ['Hello, world!', 4, true],
    ['Hello, world!', 3, false],
    ['', 0, true],
    ['a', 0, false],
  ])('%j within %i: %j', (text, limit, within) => {
    expect(gpt2.isWithinLimit(text, limit)).toBe(within);
  });

  test('on long texts agrees with counting', () => {
    const texts = ['-', 'word ', ' ', '中', '中文，', '<|endoftext|>', '\ud800', ' <|endof'].map((part) =>
      part.repeat(10_000),
    );
    for (const text of texts) {
      const tokens = gpt2.count(text);
      for (const limit of [0, 1, 10, 1000, tokens - 1, tokens, tokens + 1]) {
        expect(gpt2.isWithinLimit(text, limit)).toBe(tokens <= limit);
      }
    }
  });
});

describe('a text in pieces', () => {
  const lines = Array.from(
    { length: 30_000 },
    (_, index) => `Line ${index}: don't  stop at 3.14,\twe're\n\n  not — 中文 done.`,
  );
  const text = lines.join('\n');

  test.each([1, 7, 1000, 65_536, 10_000_000])('of %i characters counts as the whole', async (length) => {
    const part = length < 100 ? text.slice(0, 100_000) : text;
    function* pieces(): Generator<string> {
      for (let at = 0; at < part.length; at += length) yield part.slice(at, at + length);
    }
    expect(await gpt2.countStream(pieces())).toBe(gpt2.count(part));
  });

  test('with added tokens that reach over a cut counts as the whole', async () => {
    const tokenizer = gpt2.clone();
    tokenizer.addTokens(['stop at', { content: 'done.\nLine', normalized: false }]);
    expect(await tokenizer.countStream([text])).toBe(tokenizer.count(text));
    expect(tokenizer.count(text)).not.toBe(gpt2.count(text));
  });

  test('stops when it is told to', async () => {
    await expect(gpt2.countStream([text], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('streaming', () => {
  test('never shows half a character', () => {
    const decoder = gpt2.decoder();
    expect([...gpt2.encode('a 😀 b')].map((id) => decoder.push(id))).toEqual(['a', ' ', '😀', ' b']);
    expect(decoder.flush()).toBe('');
  });

  test('shows what never became a character at the end', () => {
    const decoder = gpt2.decoder();
    expect(decoder.push(gpt2.encode('😀').subarray(0, 1))).toBe('');
    expect(decoder.flush()).toBe('\ufffd');
    expect(decoder.push(64)).toBe('a');
  });
});

describe('the vocabulary', () => {
  test('token and id are two names of one thing', () => {
    expect(gpt2.tokenToId('Ġworld')).toBe(995);
    expect(gpt2.idToToken(995)).toBe('Ġworld');
    expect(gpt2.tokenToId('no such token')).toBeUndefined();
    expect(gpt2.tokens()).toEqual(Array.from({ length: gpt2.idBound }, (_, id) => gpt2.idToToken(id)));
    expect(gpt2.idToToken(50257)).toBeUndefined();
    expect([gpt2.size, gpt2.idBound]).toEqual([50257, 50257]);
    expect(gpt2.specialTokens).toMatchObject([{ id: 50256, content: '<|endoftext|>', special: true }]);
    expect(gpt2.describe()).toMatchObject({ model: 'BPE', pre_tokenizer: ['ByteLevel'] });
  });

  test('grows, and clones grow apart', () => {
    const one = gpt2.clone();
    const two = gpt2.clone();
    expect([...one.addTokens(['MyNewToken_1', 'Ġworld', 'MyNewToken_1', 'MyNewToken_2'])]).toEqual([
      50257, 995, 50257, 50258,
    ]);
    expect([...two.addSpecialTokens(['<|eot|>'])]).toEqual([50257]);
    expect([gpt2.size, one.size, two.size]).toEqual([50257, 50259, 50258]);
    expect(two.specialTokens.map(({ content }) => content)).toEqual(['<|endoftext|>', '<|eot|>']);
    expect([...one.addTokens([])]).toEqual([]);
  });

  test('takes a hundred thousand tokens in one call', () => {
    const tokenizer = gpt2.clone();
    const tokens = Array.from({ length: 100_000 }, (_, index) => `domain-term-${index}`);
    expect(tokenizer.addTokens(tokens).at(-1)).toBe(50257 + 99_999);
    expect([...tokenizer.encode('a domain-term-77777')]).toEqual([64, 220, 50257 + 77_777]);
  });
});

describe('wrong calls throw a TypeError that names the argument', () => {
  const calls: [string, () => unknown, string][] = [
    ['encode without a text', () => gpt2.encode(undefined as never), 'text'],
    ['encode with a number', () => gpt2.encode(7 as never), 'text'],
    ['an unknown option', () => gpt2.encode('a', { addSpecials: true } as never), 'options.addSpecials is not known'],
    ['truncation', () => gpt2.encoding('a', { truncation: true } as never), 'an object for options.truncation'],
    ['maxLength', () => gpt2.encode('a', { maxLength: 8 } as never), 'truncation.maxLength of encoding()'],
    ['an unknown policy', () => gpt2.encode('a', { special: 'allow' as never }), 'options.special'],
    ['options that are no object', () => gpt2.encode('a', 7 as never), 'options'],
    ['a pair that is no string', () => gpt2.encoding('a', { pair: 7 as never }), 'options.pair'],
    ['an unknown unit', () => gpt2.encoding('a', { offsets: 'bytes' as never }), 'options.offsets'],
    ['ids that are no ids', () => gpt2.decode([1.5]), 'ids[0]'],
    ['ids that are text', () => gpt2.decode('1 2' as never), 'ids'],
    ['a limit below zero', () => gpt2.isWithinLimit('a', -1), 'limit'],
    ['an id beyond 32 bits', () => gpt2.idToToken(2 ** 32), 'id'],
    ['a stream of numbers', () => gpt2.decoder().push('a' as never), 'ids'],
  ];
  test.each(calls)('%s', (_, call, name) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(name);
  });

  const promises: [string, () => Promise<unknown>, string][] = [
    ['a batch that is a text', () => gpt2.encodeBatch('a' as never), 'texts'],
    ['a batch with a hole', () => gpt2.encodeBatch(['a', undefined as never]), 'texts[1]'],
    ['threads below zero', () => gpt2.countBatch(['a'], { threads: -1 }), 'options.threads'],
    ['a signal that is none', () => gpt2.encodeBatch(['a'], { signal: {} as never }), 'options.signal'],
    ['sequences that are numbers', () => gpt2.decodeBatch([1, 2] as never), 'sequences[0]'],
    ['pieces that are bytes', () => gpt2.countStream([new Uint8Array(1)] as never), 'a piece of the text'],
    ['a folder that is none', () => gpt2.save(7 as never), 'folder'],
    ['a source that is none', () => loadTokenizer(undefined as never), 'source'],
    [
      'ids that are no numbers',
      () => loadTokenizer('x', { specialTokens: { a: '7' } as never }),
      'options.specialTokens["a"]',
    ],
  ];
  test.each(promises)('%s', async (_, call, name) => {
    await expect(call()).rejects.toThrow(TypeError);
    await expect(call()).rejects.toThrow(name);
  });
});

describe('a rank file', () => {
  const ranks = Array.from({ length: 256 }, (_, byte) => `${Buffer.of(byte).toString('base64')} ${byte}`);
  const write = async (name: string, lines: readonly string[]): Promise<string> => {
    await writeFile(join(folder, name), `${lines.join('\n')}\n`);
    return join(folder, name);
  };

  test('that nobody published needs a pattern', async () => {
    const file = await write('own.tiktoken', ranks);
    await expect(loadTokenizer(file)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('--pattern'),
    });
    const tokenizer = await loadTokenizer(file, { pattern: 'gpt2', specialTokens: { '<end>': 256 } });
    expect([...tokenizer.encode('a<end>')]).toEqual([97, 256]);
  });

  test('with a published name and other content is not trusted', async () => {
    const file = await write('cl100k_base.tiktoken', ranks);
    await expect(loadTokenizer(file)).rejects.toMatchObject({
      message: expect.stringContaining('differs from the published ranks of cl100k_base'),
    });
  });

  test('with an unknown scheme is refused with the known ones', async () => {
    const file = await write('own.tiktoken', ranks);
    await expect(loadTokenizer(file, { pattern: 'gpt_2' })).rejects.toMatchObject({
      message: expect.stringContaining('cl100k_base'),
    });
  });

  test('cannot hold added tokens', async () => {
    const tokenizer = await loadTokenizer(await write('own.tiktoken', ranks), { pattern: 'gpt2' });
    tokenizer.addTokens(['new']);
    await expect(tokenizer.save(join(folder, 'out'))).rejects.toMatchObject({ code: 'unsupported' });
  });
});
