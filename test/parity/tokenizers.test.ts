// Every real tokenizer beside the project: ids, offsets, texts and pairs equal the recorded ones, or the tokenizer is
// refused by the name of what is not supported yet.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { loadTokenizer, type TokenInput, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences, same, type Oracle, type OracleText } from './compare.js';
import { beside, createWorkplace, hasMaterialBeside, needsMaterial, readJson, type Workplace } from './material.js';

/** What this version promises to run; the others may run exactly, or be refused. */
const promised = new Set([
  'gemma',
  'llama2',
  'mistral_v01',
  'phi3_mini',
  'cl100k_gpt4',
  'command_r_plus',
  'deepseek_v3',
  'gpt2',
  'llama3',
  'o200k_gpt4o',
  'phi2',
  'pythia_neox',
  'qwen2_5',
  'roberta_base',
  'starcoder_rebuilt',
  'tiny_llama3_2k',
]);

const names = hasMaterialBeside
  ? readdirSync(path.join(beside, 'tokenizers'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];

const verdicts: string[] = [];
let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(async () => {
  await workplace.clear();
  if (verdicts.length > 0) console.log(['tokenizers beside the project:', ...verdicts.toSorted()].join('\n  '));
});

/** The tokenizer, or the sentence that refuses it. */
async function tryLoad(name: string): Promise<Tokenizer | string> {
  try {
    return await loadTokenizer(await workplace.unpack(path.join(beside, 'tokenizers', name)));
  } catch (error) {
    if (promised.has(name)) throw error;
    expect(error).toMatchObject({ code: 'unsupported' });
    return (error as Error).message;
  }
}

describe.skipIf(!hasMaterialBeside)(needsMaterial('real tokenizers'), () => {
  test.each(names)('%s', async (name) => {
    const tokenizer = await tryLoad(name);
    if (typeof tokenizer === 'string') {
      verdicts.push(`${name.padEnd(30)} refused: ${tokenizer}`);
      return expect(tokenizer).toMatch(/tokenizer\.json/);
    }
    const texts = readJson<OracleText[]>(beside, 'encode', 'oracle', 'texts.json');
    const oracle = readJson<Oracle>(beside, 'encode', 'oracle', `${name}.json.gz`);
    expect(differences(tokenizer, oracle, texts)).toEqual([]);
    verdicts.push(`${name.padEnd(30)} exact on ${oracle.cases.length} texts and ${oracle.pairs.length} pairs`);
  });

  test.each(names)('%s with added tokens', async (name) => {
    const recorded = addedTokens().tokenizers.find(({ tokenizer }) => tokenizer === name);
    const tokenizer = await tryLoad(name);
    if (recorded === undefined || typeof tokenizer === 'string') return;
    expect([...tokenizer.addTokens(addedTokens().tokens.map(toInput))]).toEqual(recorded.token_ids);
    for (const { text, ids, off, decoded, decoded_skip } of recorded.cases) {
      const encoding = tokenizer.encoding(text, { addSpecialTokens: false, offsets: 'codepoint' });
      expect([...encoding.ids], text).toEqual(ids);
      expect([...encoding.offsets], text).toEqual(off);
      expect(tokenizer.decode(ids), text).toBe(decoded);
      expect(tokenizer.decode(ids, { skipSpecialTokens: true }), text).toBe(decoded_skip);
    }
  });

  test.each(names)('%s on what other projects recorded', async (name) => {
    const cases = thirdParty().filter(({ tokenizer }) => tokenizer === name);
    const tokenizer = await tryLoad(name);
    if (typeof tokenizer === 'string') return;
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
  return readJson<AddedTokenRecord>(beside, 'encode', 'oracle_added_tokens.json');
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
  return readJson<{ cases: ThirdPartyCase[] }>(beside, 'encode', 'thirdparty.json').cases;
}
