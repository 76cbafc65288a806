// GPT-2's real tokenizer: ids that anyone can look up.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extendVocabulary } from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { beforeAll, expect, test } from 'vitest';
import { referenceIds } from './oracles.js';
import { scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';

const at = scratchFolder('gpt2');
const fixture = path.join(import.meta.dirname, '../fixtures/gpt2/tokenizer.json.gz');

beforeAll(async () => {
  const tokenizer = {
    size: 50257,
    files: { 'tokenizer.json': JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as object },
  };
  makeTinyModel(at('model'), { layout: 'gpt2', tokenizer, width: 4 });
  const options = { tokens: ['MyNewToken_1', 'MyNewToken_2'], init: 'subword-mean', out: at('out') } as const;
  await extendVocabulary(at('model'), options);
});

const before = 'Hello, MyNewToken_1 is a new token. <|endoftext|>';
const after = 'Sample text with MyNewToken_1 and MyNewToken_2. <|endoftext|>';

test.each([
  ['model', before, [15496, 11, 2011, 3791, 30642, 62, 16, 318, 257, 649, 11241, 13, 220, 50256]],
  ['out', after, [36674, 2420, 351, 220, 50257, 290, 220, 50258, 13, 220, 50256]],
])('%s: the ids of %j', async (folder, text, ids) => {
  const tokenizer = await loadTokenizer(at(folder));
  expect(Array.from(tokenizer.encode(text))).toEqual(ids);
  expect(await referenceIds(at(folder), text)).toEqual(ids);
});

test('a text without the new words has the ids it had', async () => {
  const text = 'The quick brown fox; 1234 – Ångström, 中文 and 👍.';
  const [old, extended] = [await loadTokenizer(at('model')), await loadTokenizer(at('out'))];
  expect(extended.encode(text)).toEqual(old.encode(text));
});
