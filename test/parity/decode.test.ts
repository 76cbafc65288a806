// Random ids decoded by every real tokenizer beside the project and by the native `tokenizers` package, which is the
// reference: at once, as a stream, and without special tokens.

import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  beside,
  createWorkplace,
  hasMaterialBeside,
  tokenizersBeside,
  whySkipped,
  type Workplace,
} from './material.js';
import { createRandom } from '../fixtures/random.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const sequences = 150;

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
});
afterAll(() => workplace.clear());

describe.skipIf(!hasMaterialBeside)(`random ids with seed ${seed} (set TG_PARITY_SEED to repeat)${whySkipped}`, () => {
  test.each(tokenizersBeside)('%s', async (name) => {
    const file = path.join(await workplace.unpack(path.join(beside, 'tokenizers', name)), 'tokenizer.json');
    const ours = await loadTokenizer(file);
    const reference = Reference.fromFile(file);
    const draw = createRandom(seed);
    for (let index = 0; index < sequences; index++) {
      const ids = randomIds(draw, ours);
      const skipSpecialTokens = draw(2) === 0;
      const expected = await reference.decode(ids, skipSpecialTokens);
      const found = ours.decode(ids, { skipSpecialTokens });
      expect({ index, ids, skipSpecialTokens, found }).toEqual({ index, ids, skipSpecialTokens, found: expected });
      expect({ index, ids, streamed: streamed(ours, ids, skipSpecialTokens) }).toEqual({
        index,
        ids,
        streamed: expected,
      });
    }
  });
});

/** Runs from one neighbourhood: byte tokens, added tokens and words each lie together. */
function randomIds(draw: (below: number) => number, { idBound, addedTokens }: Tokenizer): number[] {
  const ids: number[] = [];
  for (let runs = draw(8); runs > 0; runs--) {
    const added = addedTokens[draw(addedTokens.length + 1)]?.id;
    const near = [draw(300), draw(idBound + 50), idBound - draw(Math.min(idBound, 300)), added ?? 0][draw(4)] ?? 0;
    for (let left = 1 + draw(6); left > 0; left--) ids.push(near + draw(5));
  }
  return ids;
}

function streamed(tokenizer: Tokenizer, ids: readonly number[], skipSpecialTokens: boolean): string {
  const decoder = tokenizer.decoder({ skipSpecialTokens });
  return ids.map((id) => decoder.push(id)).join('') + decoder.flush();
}
