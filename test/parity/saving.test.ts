// Every real tokenizer, with random tokens added, is saved, and what was saved is the tokenizer in memory. Fields that
// are not ours, truncation and padding among them, are the ones of the source.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { loadTokenizer, type TokenInput } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import {
  beside,
  createWorkplace,
  hasMaterialBeside,
  tokenizersBeside,
  whySkipped,
  type Workplace,
} from './material.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

describe.skipIf(!hasMaterialBeside)(`saving, seed ${seed} (set TG_PARITY_SEED to repeat)${whySkipped}`, () => {
  test.each(tokenizersBeside)('%s', async (name) => {
    const draw = createRandom(seed);
    const folder = await workplace.unpack(path.join(beside, 'tokenizers', name));
    const source = path.join(folder, 'tokenizer.json');
    const before = await withCallersFields(source);
    const tokenizer = await loadTokenizer(source);
    const words = Array.from({ length: 50 }, () => tokenizer.idToToken(draw(tokenizer.idBound)) ?? 'gap');
    const added = Array.from({ length: 1 + draw(30) }, () => randomToken(draw, words));
    const ids = added.flatMap((token) => [...tokenizer.addTokens([token])]);
    await tokenizer.save(path.join(folder, 'saved'));

    const saved = await loadTokenizer(path.join(folder, 'saved', 'tokenizer.json'));
    expect(saved.addedTokens).toEqual(tokenizer.addedTokens);
    expect(added.map((token) => saved.tokenToId(contentOf(token)))).toEqual(ids);
    const text = added.map((token) => `${contentOf(token)} and ${contentOf(token)}${words[draw(50)]}`).join(' ');
    expect([...saved.encode(text)]).toEqual([...tokenizer.encode(text)]);

    const after = JSON.parse(await readFile(path.join(folder, 'saved', 'tokenizer.json'), 'utf8')) as object;
    expect({ ...after, added_tokens: undefined }).toEqual({ ...before, added_tokens: undefined });
  });
});

/** Gives the document what a caller may have left in it, and answers with the whole. */
async function withCallersFields(file: string): Promise<object> {
  const document = JSON.parse(await readFile(file, 'utf8')) as object;
  const edited = {
    'somebody else': { kept: [1, 2.5, 'naïve'] },
    ...document,
    truncation: { direction: 'Left', max_length: 77, strategy: 'LongestFirst', stride: 3 },
    padding: {
      strategy: { Fixed: 77 },
      direction: 'Left',
      pad_to_multiple_of: 8,
      pad_id: 0,
      pad_type_id: 0,
      pad_token: '[PAD]',
    },
  };
  await writeFile(file, JSON.stringify(edited));
  return edited;
}

function contentOf(token: TokenInput): string {
  return typeof token === 'string' ? token : token.content;
}

/** Tokens of the vocabulary, changes of such, scripts, quotes and blanks; flags now and then. */
function randomToken(draw: (below: number) => number, words: readonly string[]): TokenInput {
  const word = words[draw(words.length)] ?? '';
  const parts = [word, `new${draw(100)}`, '中文', '"\\', ' ', 'é', '<|', '|>', '👩‍👩‍👧', '\n'];
  const content = Array.from({ length: 1 + draw(3) }, () => parts[draw(parts.length)]).join('') || 'empty';
  if (draw(2) === 0) return content;
  const flag = () => draw(2) === 0;
  return { content, special: flag(), singleWord: flag(), lstrip: flag(), rstrip: flag(), normalized: flag() };
}
