// Every real tokenizer beside the project: with added tokens, and on what other projects recorded. (The recorded answers of
// the reference itself are compared in table.test.ts.)

import path from 'node:path';
import { loadTokenizer, type TokenInput, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { same } from './compare.js';
import {
  beside,
  createWorkplace,
  hasMaterialBeside,
  readJson,
  tokenizersBeside,
  whySkipped,
  type Workplace,
} from './material.js';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

/** From the file alone, as the reference reads it: a model's other files may ask for more after decoding. */
async function load(name: string): Promise<Tokenizer> {
  const folder = await workplace.unpack(path.join(beside, 'tokenizers', name));
  return loadTokenizer(path.join(folder, 'tokenizer.json'));
}

describe.skipIf(!hasMaterialBeside)(`real tokenizers${whySkipped}`, () => {
  test('there are all 22', () => expect(tokenizersBeside.length).toBe(22));

  test.each(tokenizersBeside)('%s with added tokens', async (name) => {
    const recorded = addedTokens().tokenizers.find(({ tokenizer }) => tokenizer === name);
    const tokenizer = await load(name);
    if (recorded === undefined) return;
    expect([...tokenizer.addTokens(addedTokens().tokens.map(toInput))]).toEqual(recorded.token_ids);
    const answers = recorded.cases.map(({ text, ids }) => {
      const encoding = tokenizer.encoding(text, { addSpecialTokens: false, offsets: 'codepoint' });
      const [decoded, decoded_skip] = [false, true].map((skip) => tokenizer.decode(ids, { skipSpecialTokens: skip }));
      return { text, ids: [...encoding.ids], off: [...encoding.offsets], decoded, decoded_skip };
    });
    expect(answers).toEqual(
      recorded.cases.map(({ text, ids, off, decoded, decoded_skip }) => ({ text, ids, off, decoded, decoded_skip })),
    );
  });

  test.each(tokenizersBeside)('%s on what other projects recorded', async (name) => {
    const cases = thirdParty().filter(({ tokenizer }) => tokenizer === name);
    const tokenizer = await load(name);
    const wrong = cases.filter(({ text, ids, add_special_tokens, decode_kind, decoded_hf }) => {
      const is = tokenizer.encode(text, { addSpecialTokens: add_special_tokens });
      return !same(is, ids) || (decode_kind === 'plain' && tokenizer.decode(ids) !== decoded_hf);
    });
    expect(wrong).toEqual([]);
  });

  test('a file with mangled tokens is refused', async () => {
    const folder = await workplace.unpack(path.join(beside, 'tokenizers_malformed', 'llama2_nbsp_mangled'));
    await expect(loadTokenizer(folder)).rejects.toMatchObject({ name: 'TokengraftError' });
  });
});

type RecordedToken = { readonly content: string; readonly special: boolean } & Readonly<Record<string, unknown>>;

interface AddedTokenRecord {
  readonly tokens: readonly RecordedToken[];
  readonly tokenizers: readonly {
    readonly tokenizer: string;
    readonly token_ids: readonly number[];
    readonly cases: readonly {
      readonly text: string;
      readonly ids: readonly number[];
      readonly off: readonly number[];
      readonly decoded: string;
      readonly decoded_skip: string;
    }[];
  }[];
}

function addedTokens(): AddedTokenRecord {
  return readJson(beside, 'encode', 'oracle_added_tokens.json') as AddedTokenRecord;
}

function toInput({ content, special, single_word, lstrip, rstrip, normalized }: RecordedToken): TokenInput {
  const flags = { special, singleWord: single_word, lstrip, rstrip, normalized };
  return { content, ...Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) };
}

interface ThirdPartyCase {
  readonly tokenizer: string;
  readonly text: string;
  readonly add_special_tokens: boolean;
  readonly ids: readonly number[];
  readonly decoded_hf?: string;
  readonly decode_kind?: string;
}

function thirdParty(): readonly ThirdPartyCase[] {
  return (readJson(beside, 'encode', 'thirdparty.json') as { cases: ThirdPartyCase[] }).cases;
}
