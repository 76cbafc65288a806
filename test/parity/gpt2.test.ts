// GPT-2 against everything that is recorded about it; needs nothing but the project.

import path from 'node:path';
import { loadTokenizer, type TokenInput, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verdictOn, type Oracle, type OracleText } from './compare.js';
import { createWorkplace, fixtures, readJson, type Workplace } from './material.js';

const parity = path.join(fixtures, 'parity');
const texts = readJson(parity, 'texts.json.gz') as OracleText[];
const oracle = readJson(parity, 'gpt2-oracle.json.gz') as Oracle;

let workplace: Workplace;
let gpt2: Tokenizer;
beforeAll(async () => {
  workplace = await createWorkplace();
  // From the file alone, as the reference reads it: the folder's configuration asks for more after decoding.
  const folder = await workplace.unpack(path.join(fixtures, 'gpt2'));
  gpt2 = await loadTokenizer(path.join(folder, 'tokenizer.json'));
});
afterAll(() => workplace.clear());

interface Fact {
  readonly text: string;
  readonly tokens_added: readonly (readonly [token: string, id: number])[];
  readonly ids: readonly number[];
}

test.each((readJson(parity, 'gpt2-facts.json') as { facts: Fact[] }).facts)('$text', ({ text, tokens_added, ids }) => {
  const tokenizer = gpt2.clone();
  expect([...tokenizer.addTokens(tokens_added.map(([token]) => token))]).toEqual(tokens_added.map(([, id]) => id));
  expect([...tokenizer.encode(text)]).toEqual(ids);
  expect(tokenizer.decode(ids)).toBe(text);
});

test('ids, offsets, counts, texts and pairs equal the recorded ones', () => {
  expect(oracle.cases.length).toBe(618);
  expect(verdictOn(gpt2, oracle, texts).shown).toEqual([]);
});

test('a batch on any number of threads answers as single calls do', async () => {
  const list = texts.map(({ text }) => text);
  const single = list.map((text) => [...gpt2.encode(text)]);
  for (const threads of [1, 2, 7]) {
    expect((await gpt2.encodeBatch(list, { threads })).map((ids) => [...ids])).toEqual(single);
    expect([...(await gpt2.countBatch(list, { threads }))]).toEqual(single.map((ids) => ids.length));
  }
});

test('offsets in JavaScript units cut the text itself', () => {
  for (const { text } of texts) {
    const { offsets, ids } = gpt2.encoding(text, { addSpecialTokens: false });
    const points = gpt2.encoding(text, { addSpecialTokens: false, offsets: 'codepoint' }).offsets;
    const characters = Array.from(text);
    for (let at = 0; at < ids.length; at++) {
      const cut = text.slice(offsets[2 * at], offsets[2 * at + 1]);
      expect(cut).toBe(characters.slice(points[2 * at], points[2 * at + 1]).join(''));
    }
  }
});

test('streaming decodes to the same text as decoding at once', () => {
  for (const { text } of texts) {
    const ids = gpt2.encode(text);
    const decoder = gpt2.decoder();
    const pieces = [...ids].map((id) => decoder.push(id));
    expect(pieces.join('') + decoder.flush()).toBe(gpt2.decode(ids));
    expect(pieces.every((piece) => !piece.includes('\ufffd') || text.includes('\ufffd'))).toBe(true);
  }
});

interface AddedTokenCase {
  readonly text: string;
  readonly ids: readonly number[];
  readonly off: readonly number[];
  readonly decoded: string;
  readonly decoded_skip: string;
}

interface AddedTokenRecord {
  readonly tokens: readonly RecordedToken[];
  readonly tokenizers: readonly {
    readonly vocab_after: number;
    readonly token_ids: readonly number[];
    readonly cases: readonly AddedTokenCase[];
  }[];
}

type RecordedToken = { readonly content: string; readonly special: boolean } & Readonly<Record<string, unknown>>;

function toInput({ content, special, single_word, lstrip, rstrip, normalized }: RecordedToken): TokenInput {
  const flags = { special, singleWord: single_word, lstrip, rstrip, normalized };
  return { content, ...Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) };
}

describe('tokens added with every flag', () => {
  const record = readJson(parity, 'gpt2-added-tokens.json') as AddedTokenRecord;
  const [expected] = record.tokenizers;

  test('get the recorded ids', () => {
    const tokenizer = gpt2.clone();
    expect([...tokenizer.addTokens(record.tokens.map(toInput))]).toEqual(expected?.token_ids);
    expect(tokenizer.size).toBe(expected?.vocab_after);
  });

  test.each(expected?.cases ?? [])('$text', ({ text, ids, off, decoded, decoded_skip }) => {
    const tokenizer = gpt2.clone();
    tokenizer.addTokens(record.tokens.map(toInput));
    const encoding = tokenizer.encoding(text, { addSpecialTokens: false, offsets: 'codepoint' });
    expect([...encoding.ids]).toEqual(ids);
    expect([...encoding.offsets]).toEqual(off);
    expect(tokenizer.decode(ids)).toBe(decoded);
    expect(tokenizer.decode(ids, { skipSpecialTokens: true })).toBe(decoded_skip);
  });
});
