// Random strings against the native `tokenizers` package for tokenizers whose text is normalized and cut into words:
// pieces of their own vocabularies, blocks of Unicode, runs that ties in scores are decided in, broken surrogates.

import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
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
const strings = Number(process.env['TG_PARITY_STRINGS'] ?? 300);
const wanted = new Set([
  'bert_base_uncased',
  't5_small',
  'nmt_unigram',
  'llama2',
  'gemma',
  'mistral_v01_metaspace_rebuilt',
  'clip',
]);
const names = tokenizersBeside.filter((name) => wanted.has(name));

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

describe.skipIf(!hasMaterialBeside)(`random words${whySkipped}`, () => {
  test('every wanted tokenizer is there', () => expect(names).toHaveLength(wanted.size));

  test.each(names)(`%s, ${strings} strings with seed ${seed} (set TG_PARITY_SEED to repeat)`, async (name) => {
    const { ours, reference } = await load(name);
    const draw = createRandom(seed);
    for (let index = 0; index < strings; index++) {
      const text = randomText(draw, ours);
      const expected = await reference.encode(text, null, { addSpecialTokens: true });
      const { ids, offsets } = ours.encoding(text, { offsets: 'codepoint' });
      const found = {
        index,
        text,
        ids: [...ours.encode(text)],
        count: ours.count(text),
        tracked: [...ids],
        offsets: [...offsets],
      };
      const wantedIds = expected.getIds();
      expect(found).toEqual({
        index,
        text,
        ids: wantedIds,
        count: wantedIds.length,
        tracked: wantedIds,
        offsets: expected.getOffsets().flat(),
      });
    }
  });
});

async function load(name: string): Promise<{ ours: Tokenizer; reference: Reference }> {
  const folder = await workplace.unpack(path.join(beside, 'tokenizers', name));
  const file = path.join(folder, 'tokenizer.json');
  return { ours: await loadTokenizer(file), reference: Reference.fromFile(file) };
}

const blocks = [
  [0x20, 0x7e],
  [0x00, 0x1f],
  [0xa0, 0x17f],
  [0x300, 0x36f],
  [0x370, 0x4ff],
  [0x5d0, 0x65f],
  [0x900, 0x97f],
  [0xe00, 0xe5b],
  [0x1100, 0x11ff],
  [0x1e00, 0x1fff],
  [0x2000, 0x206f],
  [0x2150, 0x218b],
  [0x2460, 0x24ff],
  [0x3000, 0x30ff],
  [0x4e00, 0x4eff],
  [0xac00, 0xacff],
  [0xd800, 0xdfff],
  [0xf900, 0xfaff],
  [0xfb00, 0xfb4f],
  [0xff00, 0xffff],
  [0x1f1e6, 0x1f1ff],
  [0x1f466, 0x1f64f],
] as const;

function randomText(draw: (below: number) => number, tokenizer: Tokenizer): string {
  return Array.from({ length: draw(14) }, () => randomPart(draw, tokenizer)).join('');
}

function randomPart(draw: (below: number) => number, tokenizer: Tokenizer): string {
  const kind = draw(8);
  if (kind < 3) return tokenizer.idToToken(draw(tokenizer.size)) ?? '';
  if (kind < 5) return ' '.repeat(1 + (draw(4) === 0 ? draw(4) : 0));
  const [first, last] = blocks[draw(blocks.length)] ?? [0x20, 0x7e];
  const character = (): string => String.fromCodePoint(first + draw(last - first + 1));
  if (kind === 5) return character().repeat(1 + draw(40));
  return Array.from({ length: 1 + draw(8) }, character).join('');
}
