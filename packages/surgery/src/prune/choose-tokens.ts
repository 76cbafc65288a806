// Which tokens stay. Pure: sets of ids in, a set of ids out.

import { TokengraftError } from '@tokengraft/errors';
import type { Parts } from './merge-parts.js';

export interface Choices {
  /** Ids that have a token, ascending. */
  readonly all: readonly number[];
  /** These stay whatever is asked: special and added tokens, the alphabet, ids that a configuration names. */
  readonly fixed: ReadonlySet<number>;
  readonly parts: ReadonlyMap<number, Parts>;
  readonly nameOf: (id: number) => string | undefined;
}

/** The requested tokens, the fixed ones, and everything these are merged from. */
export function keepTokens(requested: Iterable<number>, { fixed, parts }: Choices): ReadonlySet<number> {
  const kept = new Set<number>();
  const pending = [...fixed, ...requested];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (kept.has(id)) continue;
    kept.add(id);
    const merged = parts.get(id);
    if (merged !== undefined) pending.push(merged.left, merged.right);
  }
  return kept;
}

/**
 * Everything but the dropped tokens. What is merged from one of them is an orphan: refused ('unsupported') with the list, or
 * dropped too with `cascade`. A fixed token cannot be dropped ('bad-argument').
 */
export function dropTokens(
  dropped: ReadonlySet<number>,
  { cascade }: { readonly cascade: boolean },
  choices: Choices,
): ReadonlySet<number> {
  const gone = new Set(dropped);
  const orphans = findOrphans(gone, choices);
  if (orphans.length > 0 && !cascade) throw refuseOrphans(orphans, choices);
  for (const id of orphans) gone.add(id);
  const held = [...gone].find((id) => choices.fixed.has(id));
  if (held !== undefined) {
    const message = `the token ${quote(held, choices)} cannot be dropped: it is special, of the alphabet, or named by a configuration`;
    throw new TokengraftError('bad-argument', message, { id: held });
  }
  return new Set(choices.all.filter((id) => !gone.has(id)));
}

/** The tokens that fall with `gone`, whose own parts are made before them. */
function findOrphans(gone: ReadonlySet<number>, { parts }: Choices): number[] {
  const users = new Map<number, number[]>();
  for (const [product, { left, right }] of parts) {
    for (const part of new Set([left, right])) users.set(part, [...(users.get(part) ?? []), product]);
  }
  const orphans = new Set<number>();
  const pending = [...gone];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const user of users.get(id) ?? []) {
      if (gone.has(user) || orphans.has(user)) continue;
      orphans.add(user);
      pending.push(user);
    }
  }
  return [...orphans].toSorted((left, right) => left - right);
}

function refuseOrphans(orphans: readonly number[], choices: Choices): TokengraftError {
  const shown = orphans.slice(0, 5).map((id) => quote(id, choices));
  const more = orphans.length > 5 ? ` and ${orphans.length - 5} more` : '';
  const message = `${orphans.length} tokens that stay are merged from dropped ones: ${shown.join(', ')}${more}; drop them too, or pass cascade`;
  return new TokengraftError('unsupported', message, { orphans });
}

function quote(id: number, { nameOf }: Choices): string {
  return JSON.stringify(nameOf(id));
}

/**
 * Takes leaves, tokens that no kept one is merged from, until `size` tokens are left: the rarest first, of equals the one
 * with the highest id. The count of a removed token passes to its parts, for its text is made of them from then on.
 */
export function keepBySize(size: number, counts: Float64Array, choices: Choices): ReadonlySet<number> {
  const { all, fixed, parts } = choices;
  const kept = new Set(all);
  const uses = countUses(choices);
  const isLeaf = (id: number): boolean => (uses.get(id) ?? 0) === 0 && !fixed.has(id);
  const leaves = new LeafHeap(counts);
  for (const id of all) if (isLeaf(id)) leaves.push(id);
  while (kept.size > size) {
    const id = leaves.pop();
    if (id === undefined) throw refuseSize(size, kept.size);
    kept.delete(id);
    const merged = parts.get(id);
    for (const part of merged === undefined ? [] : [merged.left, merged.right]) {
      counts[part] = (counts[part] ?? 0) + (counts[id] ?? 0);
      uses.set(part, (uses.get(part) ?? 1) - 1);
      if (kept.has(part) && isLeaf(part)) leaves.push(part);
    }
  }
  return kept;
}

function countUses({ parts }: Choices): Map<number, number> {
  const uses = new Map<number, number>();
  for (const { left, right } of parts.values()) {
    for (const part of [left, right]) uses.set(part, (uses.get(part) ?? 0) + 1);
  }
  return uses;
}

function refuseSize(size: number, least: number): TokengraftError {
  const message = `the vocabulary cannot have ${size} tokens: ${least} are special, of the alphabet, or parts of those; ask for at least ${least}`;
  return new TokengraftError('bad-argument', message, { size, least });
}

/** A binary heap: the rarest id on top, of equals the highest. A leaf's count is final when it comes in. */
class LeafHeap {
  readonly #counts: Float64Array;
  readonly #ids: number[] = [];

  constructor(counts: Float64Array) {
    this.#counts = counts;
  }

  push(id: number): void {
    let at = this.#ids.push(id) - 1;
    for (let up = (at - 1) >> 1; at > 0 && this.#isBefore(at, up); at = up, up = (at - 1) >> 1) this.#swap(at, up);
  }

  pop(): number | undefined {
    const top = this.#ids[0];
    const last = this.#ids.pop();
    if (top === undefined || last === undefined || this.#ids.length === 0) return top;
    this.#ids[0] = last;
    for (let at = 0, next = this.#firstChild(0); next !== at; at = next, next = this.#firstChild(at))
      this.#swap(at, next);
    return top;
  }

  /** Of `at` and its children the one that comes first. */
  #firstChild(at: number): number {
    return [2 * at + 1, 2 * at + 2].reduce(
      (first, child) => (child < this.#ids.length && this.#isBefore(child, first) ? child : first),
      at,
    );
  }

  #isBefore(a: number, b: number): boolean {
    const [left = 0, right = 0] = [this.#ids[a], this.#ids[b]];
    const difference = (this.#counts[left] ?? 0) - (this.#counts[right] ?? 0);
    return difference < 0 || (difference === 0 && left > right);
  }

  #swap(a: number, b: number): void {
    const [left = 0, right = 0] = [this.#ids[a], this.#ids[b]];
    this.#ids[a] = right;
    this.#ids[b] = left;
  }
}
