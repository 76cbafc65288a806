// What adding tokens changed since a tokenizer was loaded.

import type { NativeTokenizer } from '@tokengraft/native';
import { addedTokensOf, sameFlags, type AddedToken } from '../added-tokens.js';

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
  const before = new Map(addedTokensOf(loaded).map((token) => [token.id, token]));
  const all = addedTokensOf(current);
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

/** For reports: "2 tokens added, 1 token changed". */
export function describeChange(changes: TokenChanges): string {
  const added = changes.all.filter((token) => token.id >= changes.firstNewId).length;
  const changed = changes.changed.size - added;
  const parts = [count(added, 'token added', 'tokens added'), count(changed, 'token changed', 'tokens changed')];
  return parts.filter((part) => part !== '').join(', ');
}

function count(number: number, one: string, many: string): string {
  return number === 0 ? '' : `${number} ${number === 1 ? one : many}`;
}
