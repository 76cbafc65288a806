// Ids written into the caller's memory, and texts given as UTF-8: the same ids as of strings.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, type Tokenizer } from './index.js';
import { unpackGpt2 } from '../../../test/fixtures/unpack-gpt2.js';
import { createRandom } from '../../../test/fixtures/random.js';

let folder: string;
let gpt2: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encode-into-'));
  gpt2 = await loadTokenizer(await unpackGpt2(folder));
});
afterAll(() => rm(folder, { recursive: true }));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a target of the caller', () => {
  test('gets the ids from its beginning, and what lies behind them stays', () => {
    const target = new Uint32Array(6).fill(7);
    expect(gpt2.encodeInto('Hello, world!', target)).toBe(4);
    expect([...target]).toEqual([15496, 11, 995, 0, 7, 7]);
  });

  test('that is too small gets the first ids, and the answer says how many there are', () => {
    const memory = new Uint32Array(4).fill(7);
    expect(gpt2.encodeInto('Hello, world!', memory.subarray(1, 3))).toBe(4);
    expect([...memory]).toEqual([7, 15496, 11, 7]);
    expect(gpt2.encodeInto('Hello, world!', new Uint32Array())).toBe(4);
  });

  test('is filled under sets of special tokens, too', () => {
    const special = { allowed: ['<|endoftext|>'] };
    const target = new Uint32Array(2);
    expect(gpt2.encodeInto('Hello<|endoftext|>', target, { special })).toBe(2);
    expect([...target]).toEqual([15496, 50256]);
    expect(gpt2.encodeInto('Hello<|endoftext|>', target.subarray(0, 1), { special })).toBe(2);
  });

  test.each([[undefined], [null], [[]], [new Uint8Array(4)], [new ArrayBuffer(4)]])(
    'must be a Uint32Array: %o',
    (target) => {
      expect(() => gpt2.encodeInto('a', target as never)).toThrow(/^expected a Uint32Array for target/);
    },
  );

  test('must not lie in memory that others change', () => {
    expect(() => gpt2.encodeInto('a', new Uint32Array(new SharedArrayBuffer(4)))).toThrow(TypeError);
  });
});

test('short texts, long ones and those between have the same ids by any call', () => {
  const random = createRandom(4);
  const alphabets = ['ab c', 'aé ', '中文, ', '\ue000\uf8ff', '😀\ud83d a'];
  for (const length of [0, 1, 63, 4095, 4096, 4097, 16383, 16384, 16385, 40_000]) {
    for (const alphabet of alphabets) {
      const text = Array.from({ length }, () => alphabet[random(alphabet.length)]).join('');
      const ids = gpt2.encode(text);
      const target = new Uint32Array(ids.length + 1);
      expect(gpt2.encodeInto(text, target)).toBe(ids.length);
      expect(Buffer.compare(Buffer.from(target.buffer, 0, 4 * ids.length), Buffer.from(ids.buffer))).toBe(0);
      expect(gpt2.decode(ids)).toBe(text.toWellFormed());
      expect(gpt2.count(utf8(text))).toBe(ids.length);
    }
  }
});

test('each answer has its own memory', () => {
  const first = gpt2.encode('Hello');
  gpt2.encode(' world').fill(0);
  expect([...first]).toEqual([15496]);
  expect(first.buffer.byteLength).toBe(4);
});

describe('UTF-8', () => {
  test('has the ids of its text', () => {
    const text = 'Hello, 中文 😀';
    expect(gpt2.encode(utf8(text))).toEqual(gpt2.encode(text));
    expect(gpt2.encode(Buffer.from(text))).toEqual(gpt2.encode(text));
    expect(gpt2.encodeInto(utf8(text), new Uint32Array(20))).toBe(gpt2.count(text));
    expect(gpt2.isWithinLimit(utf8(text), gpt2.count(text))).toBe(true);
    expect(gpt2.isWithinLimit(utf8(text), gpt2.count(text) - 1)).toBe(false);
    expect(gpt2.encode(utf8('a<|endoftext|>'), { special: { allowed: 'all' } })).toEqual(Uint32Array.of(64, 50256));
  });

  test('that is none is refused', () => {
    const broken = Uint8Array.of(97, 0xe4, 0xb8);
    const refusal = expect.objectContaining({ code: 'bad-argument' });
    expect(() => gpt2.encode(broken)).toThrow(refusal);
    expect(() => gpt2.count(broken)).toThrow(refusal);
    expect(() => gpt2.encode(broken, { special: { allowed: 'all' } })).toThrow(refusal);
  });

  test.each([[undefined], [7], [new ArrayBuffer(4)], [['a']]])('and text must be one of the two: %o', (text) => {
    expect(() => gpt2.encode(text as never)).toThrow(/^expected a string for text/);
  });
});
