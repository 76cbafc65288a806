// What a tokenizer's ids are called, asked for once: a change wants to know it in several places, and a hundred thousand
// calls into native code take as long as reading a gigabyte.

import type { Tokenizer } from '@tokengraft/tokenizer';

type Names = readonly (string | undefined)[];

const known = new WeakMap<Tokenizer, Names>();

/** The name of each id below the largest one; holes have none. Tokens that are added afterwards make other names. */
export function tokenNames(tokenizer: Tokenizer): Names {
  const { idBound } = tokenizer;
  const found = known.get(tokenizer);
  if (found?.length === idBound) return found;
  const names = tokenizer.tokens();
  known.set(tokenizer, names);
  return names;
}

/** One flag an id: it has a token. */
export function usedFlags(tokenizer: Tokenizer): Uint8Array {
  const names = tokenNames(tokenizer);
  const flags = new Uint8Array(names.length);
  for (let id = 0; id < flags.length; id++) flags[id] = names[id] === undefined ? 0 : 1;
  return flags;
}

export function usedIds(tokenizer: Tokenizer): Uint32Array {
  const names = tokenNames(tokenizer);
  const ids = new Uint32Array(names.length);
  let count = 0;
  for (let id = 0; id < ids.length; id++) if (names[id] !== undefined) ids[count++] = id;
  return ids.subarray(0, count);
}
