// What adding tokens changed since a tokenizer was loaded.

import type { NativeTokenizer } from '@tokengraft/native';
import { sameFlags, type AddedToken } from '../added-tokens.js';

export interface TokenChanges {
  /** Every added token, by id. */
  readonly all: readonly AddedToken[];
  /** Ids of the tokens that are new or have other flags. */
  readonly changed: ReadonlySet<number>;
  /** The first id that the loaded tokenizer did not have. */
  readonly firstNewId: number;
  /** Contents that were no special tokens before. */
  readonly newSpecials: readonly AddedToken[];
}

export function findTokenChanges(loaded: NativeTokenizer, current: NativeTokenizer): TokenChanges {
  const before = new Map(loaded.addedTokens().map((token) => [token.id, token]));
  const all = current.addedTokens();
  const changed = all.filter((token) => {
    const earlier = before.get(token.id);
    return earlier === undefined || !sameFlags(earlier, token);
  });
  return {
    all,
    changed: new Set(changed.map((token) => token.id)),
    firstNewId: loaded.idBound(),
    newSpecials: changed.filter((token) => token.special && before.get(token.id)?.special !== true),
  };
}
