// tiktoken's rank files, recognised by their content, against tiktoken itself.

import { rename } from 'node:fs/promises';
import path from 'node:path';
import { encodingNames, loadTokenizer, type EncodingName, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { same } from './compare.js';
import { rankFiles } from './encodings.js';
import { beside, createWorkplace, hasMaterialBeside, whySkipped, readJson, type Workplace } from './material.js';

let workplace: Workplace;
let folder: string;
beforeAll(async () => {
  workplace = await createWorkplace();
  if (hasMaterialBeside) folder = await workplace.unpack(path.join(beside, 'tiktoken'));
});
afterAll(() => workplace.clear());

function load(name: EncodingName): Promise<Tokenizer> {
  return loadTokenizer(path.join(folder, rankFiles[name]), { pattern: name });
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
    const expected = [...(await load('r50k_base')).encode("DON'T")];
    await rename(path.join(own, 'r50k_base.tiktoken'), path.join(own, 'o200k_base.tiktoken'));
    const other = await loadTokenizer(path.join(own, 'o200k_base.tiktoken'));
    expect(other.tokenToId('<|endoftext|>')).toBe(50256);
    expect([...other.encode("DON'T")]).toEqual(expected);
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
