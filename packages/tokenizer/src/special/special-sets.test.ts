import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer, type SpecialTokenSets, type Tokenizer } from '../index.js';
import { unpackGpt2 } from '../../../../test/fixtures/unpack-gpt2.js';

let folder: string;
let tokenizer: Tokenizer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'special-'));
  tokenizer = await loadTokenizer(await unpackGpt2(folder));
  tokenizer.addSpecialTokens(['<|a|>', '<|a|>b', '<|😀|>']);
});
afterAll(() => rm(folder, { recursive: true }));

const [end, a, ab, smile] = [50256, 50257, 50258, 50259];
const text = 'x<|endoftext|> y<|a|> z';
const literal = (part: string): number[] => [...tokenizer.encode(part, { special: 'literal' })];

describe('sets of special tokens', () => {
  test.each<[string, SpecialTokenSets, () => number[]]>([
    ['all allowed', { allowed: 'all' }, () => [...literal('x'), end, ...literal(' y'), a, ...literal(' z')]],
    ['none refused', { allowed: [], disallowed: [] }, () => literal(text)],
    [
      'one allowed, the other text',
      { allowed: ['<|a|>'], disallowed: [] },
      () => [...literal('x<|endoftext|> y'), a, ...literal(' z')],
    ],
    [
      'any iterable will do',
      { allowed: new Set(['<|endoftext|>']).values(), disallowed: new Set(['<|😀|>']) },
      () => [...literal('x'), end, ...literal(' y<|a|> z')],
    ],
  ])('%s', async (_, special, ids) => {
    const options = {
      special: { ...special, allowed: special.allowed === 'all' ? 'all' : [...special.allowed] },
    } as const;
    expect([...tokenizer.encode(text, options)]).toEqual(ids());
    expect(tokenizer.count(text, options)).toBe(ids().length);
    expect(tokenizer.isWithinLimit(text, ids().length - 1, options)).toBe(false);
    expect((await tokenizer.encodeBatch(['x', text, ''], options)).map((each) => [...each])).toEqual([[87], ids(), []]);
    expect([...(await tokenizer.countBatch([text, 'x'], options))]).toEqual([ids().length, 1]);
    expect([...tokenizer.encoding(text, options).ids]).toEqual(ids());
  });

  test('the longest of the allowed ones counts', () => {
    const special = (...allowed: string[]): SpecialTokenSets => ({ allowed, disallowed: [] });
    expect([...tokenizer.encode('<|a|>b<|😀|>', { special: special('<|a|>', '<|a|>b') })]).toEqual([
      ab,
      ...literal('<|😀|>'),
    ]);
    expect([...tokenizer.encode('<|a|>b<|😀|>', { special: special('<|a|>', '<|😀|>') })]).toEqual([a, 65, smile]);
  });

  test.each<[SpecialTokenSets, string]>([
    [{ allowed: ['<|a|>'] }, '<|endoftext|>'],
    [{ allowed: ['<|endoftext|>'] }, '<|a|>'],
    [{ allowed: 'all', disallowed: ['<|a|>'] }, '<|a|>'],
    [{ allowed: [], disallowed: ['z'] }, 'z'],
  ])('%j refuses %s', async (special, token) => {
    const refusal = { code: 'special-token-in-text', message: expect.stringContaining(JSON.stringify(token)) };
    expect(() => tokenizer.encode(text, { special })).toThrow(expect.objectContaining(refusal));
    expect(() => tokenizer.encoding(text, { special })).toThrow(expect.objectContaining(refusal));
    expect(() => tokenizer.count(text, { special })).toThrow(expect.objectContaining(refusal));
    await expect(tokenizer.encodeBatch(['fine', text], { special })).rejects.toMatchObject(refusal);
  });

  test.each(['utf16', 'codepoint', 'utf8'] as const)('places and words go on behind a split, in %s', (offsets) => {
    const special = { allowed: ['<|a|>'], disallowed: [] };
    const split = tokenizer.encoding('é😀 b<|a|> c <|😀|>', { special, offsets });
    const matched = tokenizer.encoding('é😀 b<|a|> c <|?|>', { offsets });
    const upTo = split.tokens.indexOf('Ġc') + 1;
    expect(upTo).toBeGreaterThan(5);
    expect([...split.offsets.subarray(0, 2 * upTo)]).toEqual([...matched.offsets.subarray(0, 2 * upTo)]);
    expect([...split.wordIds.subarray(0, upTo)]).toEqual([...matched.wordIds.subarray(0, upTo)]);
    expect(split.tokens.slice(0, upTo)).toEqual(matched.tokens.slice(0, upTo));
  });

  test('what cannot be split exactly is refused, what needs no split is not', () => {
    const greedy = tokenizer.clone();
    greedy.addSpecialTokens([{ content: '<|lazy|>', lstrip: true }]);
    const special = { allowed: ['<|lazy|>'], disallowed: [] };
    expect(() => greedy.encode('a <|lazy|><|a|>', { special })).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
    expect([...greedy.encode('a <|lazy|>', { special })]).toEqual([64, 50260]);
    expect([...greedy.encode('<|a|>', { special })]).toEqual(literal('<|a|>'));
  });

  test('a long text is split, too', () => {
    const special = { allowed: ['<|a|>'], disallowed: [] };
    const long = `${' x'.repeat(300_000)}<|a|><|endoftext|>`;
    expect(tokenizer.encoding(long, { special }).ids).toEqual(tokenizer.encode(long, { special }));
  });

  test('an unknown token or a wrong type is named', async () => {
    const unknown = { special: { allowed: ['<|unknown|>'] } };
    expect(() => tokenizer.encode('a', unknown)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => tokenizer.encode('a', { special: { allowed: '<|a|>' as never } })).toThrow(TypeError);
    expect(() => tokenizer.encode('a', { special: { allowed: [1] as never } })).toThrow('options.special.allowed[0]');
    expect(() => tokenizer.encode('a', { special: { allow: 'all' } as never })).toThrow('options.special.allow is not');
    await expect(tokenizer.countStream(['a'], { special: { allowed: 'all' } })).rejects.toMatchObject({
      code: 'unsupported',
    });
  });
});
