// Tokenizers that learnt, and trained ones, opened by the native `tokenizers` package in the same process: the same ids,
// added tokens among them.

import path from 'node:path';
import { learnTokens, loadTokenizer, presetNames, trainTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OracleText } from './compare.js';
import { beside, createWorkplace, fixtures, readJson, tokenizersBeside, type Workplace } from './material.js';
import { answersOf, firstDifference, referenceAnswersOf } from './reference.js';

const corpus = path.join(fixtures, 'training', 'botchan_en.txt.gz');
const texts = (readJson(fixtures, 'parity', 'texts.json.gz') as readonly OracleText[])
  .filter((_, at) => at % 3 === 0)
  .map(({ text }) => text);

/** Byte-level with and without whole words, with byte fallback and a mark of a space before texts or words. */
const besides = ['llama3', 'llama2', 'qwen2_5', 'mistral_v01_metaspace_rebuilt'].filter((name) =>
  tokenizersBeside.includes(name),
);
const folders = [path.join(fixtures, 'gpt2'), ...besides.map((name) => path.join(beside, 'tokenizers', name))];

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

async function differences(tokenizer: Tokenizer, file: string): Promise<object[]> {
  const reference = Reference.fromFile(file);
  const specials = tokenizer.addedTokens.map(({ content }) => `a ${content}b`);
  const found: object[] = [];
  for (const text of [...texts, ...specials]) {
    const difference = firstDifference(answersOf(tokenizer, text), await referenceAnswersOf(reference, text));
    if (difference !== undefined) found.push({ text, ...difference });
  }
  return found.slice(0, 3);
}

test.each(folders.map((folder) => [path.basename(folder), folder]))(
  '%s, extended, then learnt',
  async (name, source) => {
    const folder = await workplace.unpack(source);
    const before = await loadTokenizer(folder);
    before.addTokens(['MyNewToken_1', 'Botchan']);
    before.addSpecialTokens(['<|eot|>']);
    await before.save(`${folder}-extended`);
    const extended = await loadTokenizer(`${folder}-extended`);
    const learned = await learnTokens(extended, corpus, { add: 200 });
    expect(learned.report).toMatchObject({ added: 200, check: { changedOutsideNewTokens: 0 } });
    await learned.save(`${folder}-learned`);
    const tokenizer = await loadTokenizer(`${folder}-learned`);
    expect([name, tokenizer.addedTokens]).toEqual([name, extended.addedTokens]);
    expect(await differences(tokenizer, path.join(`${folder}-learned`, 'tokenizer.json'))).toEqual([]);
  },
);

test.each(presetNames)('%s, trained', async (preset) => {
  const folder = path.join(await workplace.unpack(path.join(fixtures, 'training')), preset);
  await (await trainTokenizer(corpus, { preset, vocabSize: 1500 })).save(folder);
  const tokenizer = await loadTokenizer(folder);
  expect(await differences(tokenizer, path.join(folder, 'tokenizer.json'))).toEqual([]);
});
