// Long texts are encoded in parts, and growing ones counted from their last seam: both must give what the text gives as a
// whole. `encoding` never cuts a text, and is the twin.

import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { beside, createWorkplace, fixtures, tokenizersBeside, type Workplace } from './material.js';
import { randomTextOf } from './random-text.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const folders = [path.join(fixtures, 'gpt2'), ...tokenizersBeside.map((name) => path.join(beside, 'tokenizers', name))];
const plain = { addSpecialTokens: false } as const;

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

type Draw = (below: number) => number;

/** What stands between random texts: seams, and what looks like one. */
const joints = [
  ' and ',
  'x y',
  'a\nb',
  'a \nb',
  'a\n\nb',
  '中，文',
  '。\n中',
  'か、な',
  '한。a',
  "n't s",
  ' 1 a',
  'a  b',
  '!\nA',
];

function randomWithSeams(tokenizer: Tokenizer, draw: Draw, units: number): string {
  let text = '';
  while (text.length < units) text += randomTextOf(tokenizer, draw) + (joints[draw(joints.length)] ?? '');
  return text.toWellFormed();
}

describe.each(folders.map((folder) => [path.basename(folder), folder] as const))(
  `%s, seed ${seed} (set TG_PARITY_SEED to repeat)`,
  (_, folder) => {
    let tokenizer: Tokenizer;
    let draw: Draw;
    beforeAll(async () => {
      tokenizer = await loadTokenizer(path.join(await workplace.unpack(folder), 'tokenizer.json'));
      draw = createRandom(seed);
    });

    test('a long text has the ids of the whole', async () => {
      const text = randomWithSeams(tokenizer, draw, 400_000);
      const whole = [...tokenizer.encoding(text, plain).ids];
      expect(whole).toEqual([...tokenizer.encode(text, plain)]);
      expect(tokenizer.count(text, plain)).toBe(whole.length);
      const [inBatch] = await tokenizer.encodeBatch([text], plain);
      expect(whole).toEqual([...(inBatch ?? [])]);
      expect(await tokenizer.countBatch([text], plain)).toEqual(Float64Array.of(whole.length));
    });

    // What was met before is remembered by passages.
    test('a text that comes again, as a whole or in part, has the ids of the whole', () => {
      const texts = Array.from({ length: 8 }, () => randomWithSeams(tokenizer, draw, 2000 + draw(4000)));
      for (let step = 0; step < 40; step++) {
        const text = texts.slice(draw(4), 4 + draw(4)).join(' and ');
        const whole = [...tokenizer.encoding(text, plain).ids];
        expect([...tokenizer.encode(text, plain)], `step ${step}`).toEqual(whole);
        expect(tokenizer.count(text, plain), `step ${step}`).toBe(whole.length);
      }
    });

    test('a growing text counts as the whole at each step', () => {
      for (const addSpecialTokens of [false, true]) {
        const counter = tokenizer.counter({ addSpecialTokens });
        let text = '';
        for (let step = 0; step < 60; step++) {
          const appended = randomWithSeams(tokenizer, draw, draw(4) === 0 ? 400 : draw(40));
          text += appended;
          const is = { step, count: counter.append(appended) };
          expect(is).toEqual({ step, count: tokenizer.encoding(text, { addSpecialTokens }).ids.length });
        }
      }
    });
  },
);
