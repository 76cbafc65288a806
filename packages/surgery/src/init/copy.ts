// The row of another token, byte for byte: an end-of-turn marker starts as the end of text, a synonym as its word.

import { TokengraftError } from '@tokengraft/errors';
import { defineInit, sameForBias, type NewRow, type OldVocabulary } from './init-method.js';
import type { Texts } from '../init-options.js';

export const copy = defineInit({
  summary: 'the row of another token',
  options: {
    from: { kind: 'token', summary: 'the token, or its id, whose row every new token gets' },
    map: { kind: 'texts', summary: 'the same for each new token: an object of new token to old token or id' },
  },
  make: ({ from, map }, old) =>
    sameForBias((row) => ({ kind: 'weighted-sum', rows: [idFor(row, old, { from, map })], weights: [1] })),
});

interface Sources {
  readonly from: string | number | undefined;
  readonly map: Texts | undefined;
}

function idFor({ content }: NewRow, old: OldVocabulary, { from, map }: Sources): number {
  const source = map !== undefined && Object.hasOwn(map, content) ? map[content] : from;
  if (source === undefined) {
    const message = `init copy has no source for token ${JSON.stringify(content)}; name it in map, or one for all in from`;
    throw new TokengraftError('bad-argument', message, { token: content });
  }
  const id = typeof source === 'number' ? source : old.idOf(source);
  if (id !== undefined && old.hasId(id)) return id;
  const message = `token ${JSON.stringify(content)} is to be a copy of ${JSON.stringify(source)}, which the old vocabulary does not have`;
  throw new TokengraftError('not-found', message, { token: content, source });
}
