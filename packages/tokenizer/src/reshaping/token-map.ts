// A change of a vocabulary that adding tokens cannot make, as data: tokens get other strings, ids get other numbers.

import type { AddedToken } from '../added-tokens.js';

export interface TokenMap {
  /** By old id: what the token becomes. It is an added token from now on, with the flags given; its `id` is the new one. */
  readonly renamed: ReadonlyMap<number, AddedToken>;
  /** The new id of every old id below the length; -1: removed. Undefined: every id stays. */
  readonly ids: Int32Array | undefined;
}

/** The id that old id `id` becomes; undefined where it is removed. */
export function newIdOf({ ids }: TokenMap, id: number): number | undefined {
  if (ids === undefined) return id;
  const mapped = ids[id] ?? -1;
  return mapped < 0 ? undefined : mapped;
}

/** Strings that stand for other strings from now on, and strings of tokens that are gone. */
export interface StringMap {
  readonly renamed: ReadonlyMap<string, string>;
  readonly removed: ReadonlySet<string>;
}

/** `nameOf` answers with the old token of an id below `idBound`. */
export function stringsOf(
  { renamed, ids }: TokenMap,
  nameOf: (id: number) => string | undefined,
  idBound: number,
): StringMap {
  const names = new Map<string, string>();
  for (const [id, { content }] of renamed) {
    const old = nameOf(id);
    if (old !== undefined) names.set(old, content);
  }
  const removed = new Set<string>();
  if (ids === undefined) return { renamed: names, removed };
  for (let id = 0; id < idBound; id++) {
    const old = (ids[id] ?? -1) < 0 ? nameOf(id) : undefined;
    if (old !== undefined) removed.add(old);
  }
  return { renamed: names, removed };
}
