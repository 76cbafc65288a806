// tiktoken's rank files, recognised by their content, against tiktoken itself.

import { rename } from 'node:fs/promises';
import path from 'node:path';
import { encodingNames, loadTokenizer, type EncodingName, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OracleText } from './compare.js';
import { same } from './compare.js';
import { beside, createWorkplace, hasMaterialBeside, whySkipped, readJson, type Workplace } from './material.js';

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

describe.skipIf(!hasMaterialBeside)(`tiktoken${whySkipped}`, () => {
  test.each(encodingNames)('%s has the published special tokens', async (name) => {
    const published =
      (readJson(beside, 'tiktoken', 'encodings.json') as Record<string, PublishedEncoding>)[name]?.special ?? {};
    const tokenizer = await load(name);
    const ours = Object.fromEntries(tokenizer.specialTokens.map(({ content, id }) => [content, id]));
    expect(ours).toMatchObject(published);
    expect(Object.keys(ours).filter((content) => !content.startsWith('<|reserved_'))).toEqual(
      Object.keys(published).filter((content) => !content.startsWith('<|reserved_')),
    );
  });

  const recorded = encodingNames.filter((name) => name !== 'p50k_edit');
  test.each(recorded)('%s gives the recorded ids', async (name) => {
    const texts = readJson(beside, 'encode', 'oracle', 'texts.json') as OracleText[];
    const { cases } = readJson(beside, 'encode', 'oracle', `tiktoken_${name}.json.gz`) as TiktokenOracle;
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
    const { cases } = readJson(beside, 'encode', 'thirdparty.json') as { cases: ThirdPartyCase[] };
    const tokenizer = await load(name);
    const wrong = cases
      .filter((each) => each.tokenizer === `tiktoken:${name}`)
      .filter(({ text, ids }) => !same(tokenizer.encode(text), ids));
    expect(wrong).toEqual([]);
  });

  test('harmony conversations decode and encode back', async () => {
    const { cases } = readJson(beside, 'encode', 'harmony_ids.json') as { cases: HarmonyCase[] };
    const tokenizer = await load('o200k_harmony');
    const decoded = cases.map(({ ids }) => tokenizer.decode(ids));
    expect(decoded).toEqual(cases.map(({ text }) => text));
    expect(decoded.map((text) => [...tokenizer.encode(text)])).toEqual(cases.map(({ ids }) => ids));
  });

  test('tokens start at the recorded characters', async () => {
    const cases = readJson(beside, 'encode', 'tiktoken_offsets.json') as OffsetCase[];
    const starts = await Promise.all(
      cases.map(async ({ encoding: name, text }) => {
        const { offsets } = (await load(name)).encoding(text, { offsets: 'codepoint' });
        return [...offsets].filter((_, index) => index % 2 === 0);
      }),
    );
    expect(starts).toEqual(cases.map((each) => each.token_start_offsets_codepoints));
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
  readonly ids: readonly number[];
  readonly text: string;
}

interface OffsetCase {
  readonly encoding: EncodingName;
  readonly text: string;
  readonly token_start_offsets_codepoints: readonly number[];
}
