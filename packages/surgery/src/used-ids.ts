// Which ids of a tokenizer have a token, asked for once: a change wants to know it in several places, and a hundred thousand
// calls into native code take as long as reading a gigabyte.

import type { Tokenizer } from '@tokengraft/tokenizer';

const known = new WeakMap<Tokenizer, Uint8Array>();

/** One flag an id below the largest one. Tokens that are added afterwards make other flags. */
export function usedFlags(tokenizer: Tokenizer): Uint8Array {
  const { idBound } = tokenizer;
  const found = known.get(tokenizer);
  if (found?.length === idBound) return found;
  const flags = new Uint8Array(idBound);
  for (let id = 0; id < idBound; id++) if (tokenizer.idToToken(id) !== undefined) flags[id] = 1;
  known.set(tokenizer, flags);
  return flags;
}

export function usedIds(tokenizer: Tokenizer): Uint32Array {
  const flags = usedFlags(tokenizer);
  return Uint32Array.from(flags.keys()).filter((id) => flags[id] === 1);
}
