import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, type Tokenizer, type TokenInput } from './index.js';
import { createRandom } from '../../../test/fixtures/random.js';
import { unpackGpt2 } from '../../../test/fixtures/unpack-gpt2.js';

let folder: string;
let gpt2: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenizer-growing-'));
  gpt2 = await loadTokenizer(await unpackGpt2(folder));
});
afterAll(() => rm(folder, { recursive: true }));

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe('tokens that are added one by one', () => {
  test(`get the ids that they get at once, seed ${seed}`, () => {
    const draw = createRandom(seed);
    for (let round = 0; round < 20; round++) {
      const tokens = Array.from({ length: 1 + draw(40) }, () => randomToken(draw));
      const [slowly, atOnce] = [gpt2.clone(), gpt2.clone()];
      const ids = tokens.flatMap((token) => [...slowly.addTokens([token])]);
      expect(ids).toEqual([...atOnce.addTokens([...tokens, ...manyKnown])].slice(0, tokens.length));
      expect(slowly.addedTokens).toEqual(atOnce.addedTokens.filter(({ content }) => !manyKnown.includes(content)));
    }
  });

  test('are there for whatever is asked next', () => {
    const tokenizer = gpt2.clone();
    expect([...tokenizer.addTokens(['new one'])]).toEqual([50257]);
    expect(tokenizer.tokenToId('new one')).toBe(50257);
    expect([...tokenizer.addSpecialTokens(['<x>', 'Hello'])]).toEqual([50258, 15496]);
    expect([...tokenizer.encode('new one<x>')]).toEqual([50257, 50258]);
    expect(tokenizer.idBound).toBe(50259);
    expect(gpt2.idBound).toBe(50257);
  });

  test('leave clones that were made before as they were', () => {
    const tokenizer = gpt2.clone();
    tokenizer.addTokens(['one']);
    const copy = tokenizer.clone();
    tokenizer.addTokens(['two!']);
    copy.addTokens(['three!']);
    expect(tokenizer.tokenToId('two!')).toBe(copy.tokenToId('three!'));
    expect(copy.tokenToId('two!')).toBeUndefined();
  });
});

/** So many tokens of the vocabulary that adding them does not wait; they keep their ids. */
const manyKnown = Array.from({ length: 300 }, (_, index) => `${index + 100}`).filter((token) => token.length === 3);

/** One of twenty tokens; each always comes with the same flags. */
function randomToken(draw: (below: number) => number): TokenInput {
  const number = draw(20);
  const content = `token ${number}`;
  return number % 3 === 0 ? { content, special: number % 2 === 0, lstrip: true } : content;
}

describe('one text off the calling thread', () => {
  test('has the ids that it has on it', async () => {
    expect([...(await gpt2.encodeAsync('Hello, world!'))]).toEqual([...gpt2.encode('Hello, world!')]);
    expect(await gpt2.encodeAsync('')).toEqual(new Uint32Array());
  });

  test('can be aborted', async () => {
    const reason = new Error('no longer needed');
    await expect(gpt2.encodeAsync('Hello', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('is a string', async () => {
    await expect(gpt2.encodeAsync(5 as unknown as string)).rejects.toThrow(TypeError);
  });
});
