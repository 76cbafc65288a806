// tiktoken's rank files, recognised by their content, against tiktoken itself.

import { rename } from 'node:fs/promises';
import path from 'node:path';
import { encodingNames, loadTokenizer, type EncodingName, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OracleText } from './compare.js';
import { same } from './compare.js';
import { beside, createWorkplace, hasMaterialBeside, needsMaterial, readJson, type Workplace } from './material.js';

const files: Readonly<Record<EncodingName, string>> = {
  r50k_base: 'r50k_base.tiktoken',
  p50k_base: 'p50k_base.tiktoken',
  p50k_edit: 'p50k_base.tiktoken',
  cl100k_base: 'cl100k_base.tiktoken',
  o200k_base: 'o200k_base.tiktoken',
  o200k_harmony: 'o200k_base.tiktoken',
  llama3: 'llama3_tokenizer.model',
};

let workplace: Workplace;
let folder: string;
beforeAll(async () => {
  workplace = await createWorkplace();
  if (hasMaterialBeside) folder = await workplace.unpack(path.join(beside, 'tiktoken'));
});
afterAll(() => workplace.clear());

function load(name: EncodingName): Promise<Tokenizer> {
  return loadTokenizer(path.join(folder, files[name]), { pattern: name });
}

interface TiktokenOracle {
  readonly cases: readonly {
    readonly i: number;
    readonly ids: readonly number[];
    readonly ids_all_special?: readonly number[];
  }[];
}

interface PublishedEncoding {
  readonly special: Readonly<Record<string, number>>;
}

describe.skipIf(!hasMaterialBeside)(needsMaterial('tiktoken'), () => {
  test.each(encodingNames)('%s has the published special tokens', async (name) => {
    const published =
      readJson<Record<string, PublishedEncoding>>(beside, 'tiktoken', 'encodings.json')[name]?.special ?? {};
    const tokenizer = await load(name);
    const ours = Object.fromEntries(tokenizer.specialTokens.map(({ content, id }) => [content, id]));
    expect(ours).toMatchObject(published);
    if (name !== 'o200k_harmony') expect(ours).toEqual(published);
  });

  const recorded = encodingNames.filter((name) => name !== 'p50k_edit');
  test.each(recorded)('%s gives the recorded ids', async (name) => {
    const texts = readJson<OracleText[]>(beside, 'encode', 'oracle', 'texts.json');
    const { cases } = readJson<TiktokenOracle>(beside, 'encode', 'oracle', `tiktoken_${name}.json.gz`);
    const tokenizer = await load(name);
    const wrong = cases.filter(({ i, ids, ids_all_special: matched = ids }) => {
      const text = texts[i]?.text ?? '';
      const literal = tokenizer.encode(text, { special: 'literal' });
      return !same(literal, ids) || !same(tokenizer.encode(text), matched) || tokenizer.decode(ids) !== text;
    });
    expect(cases.length).toBe(618);
    expect(wrong.map(({ i }) => texts[i])).toEqual([]);
  });

  test.each(encodingNames)('%s on what other projects recorded', async (name) => {
    const { cases } = readJson<{ cases: ThirdPartyCase[] }>(beside, 'encode', 'thirdparty.json');
    const tokenizer = await load(name);
    const wrong = cases
      .filter((each) => each.tokenizer === `tiktoken:${name}`)
      .filter(({ text, ids }) => !same(tokenizer.encode(text), ids));
    expect(wrong).toEqual([]);
  });

  test('harmony conversations decode and encode back', async () => {
    const { cases } = readJson<{ cases: HarmonyCase[] }>(beside, 'encode', 'harmony_ids.json');
    const tokenizer = await load('o200k_harmony');
    for (const { name, ids, roundtrip } of cases) {
      const text = tokenizer.decode(ids);
      expect(text, name).not.toContain('\ufffd');
      if (roundtrip === true) expect([...tokenizer.encode(text)], name).toEqual(ids);
    }
  });

  test('tokens start at the recorded characters', async () => {
    const cases = readJson<OffsetCase[]>(beside, 'encode', 'tiktoken_offsets.json');
    for (const { encoding: name, text, token_start_offsets_codepoints: starts } of cases) {
      const { offsets } = (await load(name)).encoding(text, { offsets: 'codepoint' });
      expect(
        [...offsets].filter((_, index) => index % 2 === 0),
        text,
      ).toEqual(starts);
    }
  });

  test('a rank file is recognised by its content under any name', async () => {
    const own = await workplace.unpack(path.join(beside, 'tiktoken'));
    await rename(path.join(own, 'cl100k_base.tiktoken'), path.join(own, 'my-ranks.bin'));
    const tokenizer = await loadTokenizer(path.join(own, 'my-ranks.bin'));
    expect(tokenizer.tokenToId('<|endofprompt|>')).toBe(100276);
  });
});

interface ThirdPartyCase {
  readonly tokenizer: string;
  readonly text: string;
  readonly ids: readonly number[];
}

interface HarmonyCase {
  readonly name: string;
  readonly ids: readonly number[];
  readonly roundtrip?: boolean;
}

interface OffsetCase {
  readonly encoding: EncodingName;
  readonly text: string;
  readonly token_start_offsets_codepoints: readonly number[];
}
