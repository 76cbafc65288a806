// The mean of the pieces of a text that describes the token: for markers and names whose own pieces say nothing.

import { TokengraftError } from '@tokengraft/errors';
import { defineInit, sameForBias, type NewRow } from './init-method.js';
import type { Texts } from '../init-options.js';
import { weightsOf } from '../piece-weights.js';
import { demandPieces, sumOfPieces } from '../piece-sums.js';

export const description = defineInit({
  summary: 'the mean of the pieces of a text that describes the token',
  options: {
    texts: { kind: 'texts', summary: 'an object of new token to its description' },
  },
  make: ({ texts = {} }, old) =>
    sameForBias((row) => {
      const pieces = demandPieces({ ...row, pieces: old.piecesOf(textFor(row, texts)) }, 'description');
      return sumOfPieces(pieces, weightsOf('mean', pieces.length, 1));
    }),
});

function textFor({ content }: NewRow, texts: Texts): string {
  const text = Object.hasOwn(texts, content) ? texts[content] : undefined;
  if (text !== undefined) return String(text);
  const message = `init description has no text for token ${JSON.stringify(content)}; add it to texts`;
  throw new TokengraftError('bad-argument', message, { token: content });
}
