// Random texts against the native `tokenizers` package, which is the reference, in the same process: for the tokenizer that
// ships with the project many, for those that may lie beside it some each.

import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { beside, createWorkplace, fixtures, tokenizersBeside, type Workplace } from './material.js';
import { randomTextOf } from './random-text.js';
import { answersOf, firstDifference, referenceAnswersOf } from './reference.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const repeat = `seed ${seed} (set TG_PARITY_SEED to repeat)`;

const folders = [path.join(fixtures, 'gpt2'), ...tokenizersBeside.map((name) => path.join(beside, 'tokenizers', name))];

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

async function load(source: string): Promise<readonly [Tokenizer, Reference]> {
  const file = path.join(await workplace.unpack(source), 'tokenizer.json');
  return [await loadTokenizer(file), withoutSettings(Reference.fromFile(file))];
}

/** A file may ask for truncation and padding, which are a caller's choice here. */
function withoutSettings(reference: Reference): Reference {
  reference.disableTruncation();
  reference.disablePadding();
  return reference;
}

describe.each(folders.map((folder) => [path.basename(folder), folder] as const))('%s', (_, folder) => {
  let ours: Tokenizer;
  let reference: Reference;
  beforeAll(async () => {
    [ours, reference] = await load(folder);
  });

  test.each([
    ['characters of all kinds', 500, randomText],
    ['its own vocabulary, blocks of Unicode and broken surrogates', 500, (draw: Draw) => randomTextOf(ours, draw)],
  ] as const)(`texts of %s, ${repeat}`, async (__, count, make) => {
    const draw = createRandom(seed);
    for (let index = 0; index < count; index++) {
      const text = make(draw);
      const difference = firstDifference(answersOf(ours, text), await referenceAnswersOf(reference, text));
      expect({ index, text: JSON.stringify(text), difference }).toMatchObject({ difference: undefined });
    }
  });
});

type Draw = (below: number) => number;

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

function randomText(draw: Draw): string {
  const words = Array.from({ length: draw(12) }, () => randomRun(draw));
  if (draw(10) === 0) words.splice(draw(words.length + 1), 0, '<|endoftext|>');
  return words.join('');
}

function randomRun(draw: Draw): string {
  const characters = Array.from(alphabets[draw(alphabets.length)] ?? '');
  return Array.from({ length: 1 + draw(8) }, () => characters[draw(characters.length)] ?? '').join('');
}
