// Random strings against the native `tokenizers` package, which is the reference, in the same process.

import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkplace, fixtures, type Workplace } from './material.js';
import { createRandom } from '../fixtures/random.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const strings = 2000;

let workplace: Workplace;
let ours: Tokenizer;
let reference: Reference;
beforeAll(async () => {
  workplace = await createWorkplace();
  const folder = await workplace.unpack(path.join(fixtures, 'gpt2'));
  ours = await loadTokenizer(path.join(folder, 'tokenizer.json'));
  reference = Reference.fromFile(path.join(folder, 'tokenizer.json'));
});
afterAll(() => workplace.clear());

test(`${strings} random strings with seed ${seed} (set TG_PARITY_SEED to repeat)`, async () => {
  const draw = createRandom(seed);
  for (let index = 0; index < strings; index++) {
    const text = randomText(draw);
    expect({ index, text, ...answers(text) }).toEqual({ index, text, ...(await referenceAnswers(text)) });
  }
});

function answers(text: string): object {
  const { ids, offsets, wordIds, tokens } = ours.encoding(text, { offsets: 'codepoint' });
  const decoded = ours.decode(ids);
  return { ids: [...ids], offsets: pairs(offsets), wordIds: [...wordIds], tokens, decoded };
}

async function referenceAnswers(text: string): Promise<object> {
  const encoding = await reference.encode(text, null, { addSpecialTokens: true });
  return {
    ids: encoding.getIds(),
    offsets: encoding.getOffsets(),
    wordIds: encoding.getWordIds().map((word) => word ?? -1),
    tokens: encoding.getTokens(),
    decoded: await reference.decode(encoding.getIds(), false),
  };
}

function pairs(flat: Uint32Array): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index] ?? 0, flat[2 * index + 1] ?? 0]);
}

const alphabets = [
  'abcdefghijklmnopqrstuvwxyz',
  'ABCXYZ0123456789',
  ' \t\n\r\u00a0\u3000\u2028\u0085',
  `'"!?.,;:-_()[]{}<>|/\\@#$%^&*+=~\``,
  "'s't're've'm'll'd'S'LL",
  'äöüßéèñçøåÅİıſK',
  '中文字漢字かなカナ한국어',
  'אבגدذرहिन्दीไทย',
  '\u0300\u0301\u200d\ufe0f\u200b\ufeff\u00ad',
  '😀👩👨🏽🇩🇪𝒳𐍈',
  '²½Ⅷ①٣۴',
  '\u0000\u0001\u007f\u001b',
] as const;

function randomText(draw: (below: number) => number): string {
  const words = Array.from({ length: draw(12) }, () => randomRun(draw));
  if (draw(10) === 0) words.splice(draw(words.length + 1), 0, '<|endoftext|>');
  return words.join('');
}

function randomRun(draw: (below: number) => number): string {
  const characters = Array.from(alphabets[draw(alphabets.length)] ?? '');
  return Array.from({ length: 1 + draw(8) }, () => characters[draw(characters.length)] ?? '').join('');
}
