// What the addon makes of JavaScript values, and JavaScript of its answers.

import { beforeAll, describe, expect, test } from 'vitest';
import { byteLevelTokenizer, openOptions } from '../test/addon/byte-level.mjs';
import type { NativeEncoding, NativeTokenizer, OffsetUnitNumber } from './binding.js';
import { native } from './load.js';

let tokenizer: NativeTokenizer;

beforeAll(async () => {
  tokenizer = await native().parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);
});

const bytesOf = (text: string): Uint32Array => Uint32Array.from(new TextEncoder().encode(text));

describe('strings', () => {
  test.each([
    ['the empty string', '', []],
    ['a zero byte', 'a\0b', [97, 0, 98]],
    ['a character of three bytes', '中', [228, 184, 173]],
    ['a pair of surrogates', '😀', [240, 159, 152, 128]],
    ['a lone surrogate, as U+FFFD', 'a\ud83db', [97, 239, 191, 189, 98]],
  ])('%s', (_, text, ids) => {
    expect(tokenizer.encode(text, true, 0)).toEqual(Uint32Array.from(ids));
  });

  test('a text longer than the memory kept between calls, then a short one', () => {
    const long = '中a'.repeat(1_500_000);
    const encoded = tokenizer.encode(long, true, 0);
    expect(Buffer.from(encoded.buffer).equals(Buffer.from(bytesOf(long).buffer))).toBe(true);
    expect(tokenizer.encode('b', true, 0)).toEqual(Uint32Array.of(98));
  });

  test('answers do not share memory', () => {
    const first = tokenizer.encode('ab', true, 0);
    const second = tokenizer.encode('cd', true, 0);
    second.fill(0);
    expect(first).toEqual(Uint32Array.of(97, 98));
  });
});

describe('offsets', () => {
  const of = (text: string, pair: string | undefined, unit: OffsetUnitNumber): NativeEncoding =>
    tokenizer.encoding(text, pair, true, 0, unit);
  const pairs = (offsets: Uint32Array): string[] =>
    Array.from({ length: offsets.length / 2 }, (_, i) => `${offsets[2 * i]}-${offsets[2 * i + 1]}`);

  test.each<[string, OffsetUnitNumber, string[]]>([
    ['UTF-8 bytes', 1, ['0-2', '2-3']],
    ['UTF-16 units', 2, ['0-2', '2-3']],
    ['code points', 3, ['0-2', '2-3']],
  ])('of ASCII in %s', (_, unit, expected) => {
    expect(pairs(of('hea', undefined, unit).offsets)).toEqual(expected);
  });

  test.each<[string, OffsetUnitNumber, string, string]>([
    ['UTF-8 bytes', 1, '6-8', '8-9'],
    ['UTF-16 units', 2, '3-5', '5-6'],
    ['code points', 3, '2-4', '4-5'],
  ])('after an accent and an emoji in %s', (_, unit, merged, last) => {
    const { ids, offsets } = of('é😀heb', undefined, unit);
    const at = ids.indexOf(256);
    expect(pairs(offsets).slice(at)).toEqual([merged, last]);
  });

  test('a token of part of a character has the whole character as its place', () => {
    expect(new Set(pairs(of('é', undefined, 2).offsets))).toEqual(new Set(['0-1']));
    expect(new Set(pairs(of('😀', undefined, 2).offsets))).toEqual(new Set(['0-2']));
    expect(new Set(pairs(of('😀', undefined, 3).offsets))).toEqual(new Set(['0-1']));
  });

  test('each sequence of a pair counts from its own beginning', () => {
    const { ids, offsets, sequenceIds } = of('😀he', '😀😀he', 2);
    const merged = [...ids.keys()].filter((index) => ids[index] === 256);
    expect(merged.map((index) => sequenceIds[index])).toEqual([0, 1]);
    expect(merged.map((index) => pairs(offsets)[index])).toEqual(['2-4', '4-6']);
  });

  test('none when none are asked for', () => {
    const encoding = of('abc', undefined, 0);
    expect(encoding.offsets).toEqual(new Uint32Array(0));
    expect(encoding.ids).toEqual(bytesOf('abc'));
  });

  test('all arrays have one element an id', () => {
    const { ids, offsets, typeIds, specialTokensMask, wordIds, sequenceIds } = of('he said', '<|end|>', 1);
    expect(offsets).toHaveLength(2 * ids.length);
    for (const array of [typeIds, specialTokensMask, wordIds, sequenceIds]) expect(array).toHaveLength(ids.length);
  });
});

describe('ids', () => {
  test('decode to text and to bytes', () => {
    const ids = bytesOf('é中');
    expect(tokenizer.decode(ids, true)).toBe('é中');
    expect(tokenizer.decodeBytes(ids, true)).toEqual(new TextEncoder().encode('é中'));
    expect(tokenizer.decode(new Uint32Array(0), true)).toBe('');
  });

  test('a view into a larger buffer is read where it points', () => {
    const view = Uint32Array.of(97, 98, 99, 100).subarray(1, 3);
    expect(tokenizer.decode(view, true)).toBe('bc');
  });

  test('a view that its resizable buffer left behind is empty, not a crash', () => {
    const Resizable = ArrayBuffer as unknown as new (
      size: number,
      options: object,
    ) => ArrayBuffer & { resize(size: number): void };
    const buffer = new Resizable(16, { maxByteLength: 64 });
    const view = new Uint32Array(buffer, 8, 2);
    buffer.resize(4);
    expect(tokenizer.decode(view, true)).toBe('');
  });

  test('tokens and ids name each other, and what is unknown is undefined', () => {
    expect(tokenizer.tokenToId('<|end|>')).toBe(257);
    expect(tokenizer.idToToken(257)).toBe('<|end|>');
    expect(tokenizer.tokenToId('no such token')).toBeUndefined();
    expect(tokenizer.idToToken(4_294_967_295)).toBeUndefined();
    expect([tokenizer.size(), tokenizer.idBound()]).toEqual([258, 258]);
  });
});

describe('batches', () => {
  test('texts lie end to end in the order of the input', async () => {
    const { ids, begins } = await tokenizer.encodeBatch(['he', '', 'ab'], true, 0, 0, undefined);
    expect(ids).toEqual(Uint32Array.of(256, 97, 98));
    expect(begins).toEqual(Float64Array.of(0, 1, 1, 3));
  });

  test('the caller may change his array while the batch runs', async () => {
    const texts = ['ab', 'cd'];
    const batch = tokenizer.encodeBatch(texts, true, 0, 0, undefined);
    texts.length = 0;
    expect((await batch).ids).toEqual(Uint32Array.of(97, 98, 99, 100));
  });

  test('an empty batch', async () => {
    expect(await tokenizer.encodeBatch([], true, 0, 0, undefined)).toEqual({
      ids: new Uint32Array(0),
      begins: Float64Array.of(0),
    });
  });

  test('many texts are encoded while the others are read', async () => {
    const texts = Array.from({ length: 3000 }, (_, i) => `text ${i} `.repeat(i % 70));
    const alone = await tokenizer.encodeBatch(texts, true, 0, 1, undefined);
    const one = texts.map((text) => Buffer.from(tokenizer.encode(text, true, 0).buffer));
    expect(Buffer.concat(one).equals(Buffer.from(alone.ids.buffer))).toBe(true);
    for (const threads of [0, 2, 3, 8]) {
      const { ids, begins } = await tokenizer.encodeBatch(texts, true, 0, threads, undefined);
      expect(Buffer.from(ids.buffer).equals(Buffer.from(alone.ids.buffer))).toBe(true);
      expect(begins).toEqual(alone.begins);
      const counts = await tokenizer.countBatch(texts, true, 0, threads, undefined);
      expect(counts).toEqual(Float64Array.from(one, (bytes) => bytes.length / 4));
    }
  });

  test('a wrong element behind many texts ends the batch that has begun', async () => {
    const cancel = new (native().Cancel)();
    const texts = Array.from({ length: 3000 }, () => 'some text '.repeat(50)) as unknown[];
    texts.push(5);
    const expectation = new TypeError('expected a string for texts[3000], received the number 5');
    for (let round = 0; round < 20; round += 1) {
      expect(() => tokenizer.encodeBatch(texts as string[], true, 0, 0, undefined)).toThrow(expectation);
      expect(() => tokenizer.countBatch(texts as string[], true, 0, 2, cancel)).toThrow(expectation);
      if (round === 10) cancel.cancel(); // what ends then ends with an error that nobody sees
    }
    expect((await tokenizer.encodeBatch(['he'], true, 0, 0, undefined)).ids).toEqual(Uint32Array.of(256));
  });

  test('a getter that throws between the texts', () => {
    const texts = Array.from({ length: 3000 }, () => 'some text '.repeat(50));
    Object.defineProperty(texts, 2000, {
      get: () => {
        throw new RangeError('not today');
      },
    });
    expect(() => tokenizer.encodeBatch(texts, true, 0, 0, undefined)).toThrow(new RangeError('not today'));
  });

  test('a wrong element is named before anything runs', () => {
    const texts = ['a', 5] as unknown as string[];
    expect(() => tokenizer.countBatch(texts, true, 0, 0, undefined)).toThrow(
      new TypeError('expected a string for texts[1], received the number 5'),
    );
  });
});

test('added tokens go in and come out with all their flags', () => {
  const { tokenizer: grown, ids } = tokenizer.withAddedTokens(['<|new|>'], Uint8Array.of(0b00101));
  expect(ids).toEqual(Uint32Array.of(258));
  const { ids: all, contents, flags } = grown.addedTokens();
  expect([all.at(-1), contents.at(-1), flags.at(-1)]).toEqual([258, '<|new|>', 0b00101]);
  expect(grown.encode('a <|new|>', true, 0)).toEqual(Uint32Array.of(97, 258));
  expect(tokenizer.tokenToId('<|new|>')).toBeUndefined();
});

test('the build says what it is made of', () => {
  expect(native().build).toEqual({
    unicode: expect.stringMatching(/^\d+\.\d+/),
    pcre2: expect.any(String),
    compiler: expect.stringMatching(/^(gcc|clang) \d/),
  });
});

test('the description is one JSON object', () => {
  expect(JSON.parse(tokenizer.describe())).toMatchObject({ model: expect.anything() });
});

test('a closed tokenizer refuses calls, and what it started or grew goes on', async () => {
  const closed = await native().parseTokenizer(byteLevelTokenizer(), 'byte-level', openOptions);
  const { tokenizer: grown } = closed.withAddedTokens([], new Uint8Array());
  const batch = closed.encodeBatch(
    Array.from({ length: 1000 }, () => 'some text'),
    false,
    0,
    2,
    undefined,
  );
  closed.close();
  closed.close();
  expect(() => closed.encode('text', false, 0)).toThrow(new TypeError('the tokenizer is closed'));
  expect(() => closed.encodeBatch(['text'], false, 0, 2, undefined)).toThrow(TypeError);
  expect(grown.size()).toBe(258);
  expect((await batch).begins.length).toBe(1001);
});

test('the bytes of a tokenizer are copied when the call is made', async () => {
  const bytes = byteLevelTokenizer();
  const opening = native().parseTokenizer(bytes, 'byte-level', openOptions);
  bytes.fill(0);
  expect((await opening).size()).toBe(258);
});
