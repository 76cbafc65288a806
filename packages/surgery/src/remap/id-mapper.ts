// One id after the other through a map of ids, with a policy for those that are gone.

import { TokengraftError } from '@tokengraft/errors';
import type { Remap } from './remap-file.js';

export type RemovedPolicy = 'refuse' | 'replace' | 'drop';

export class IdMapper {
  /** Ids mapped so far. */
  seen = 0;
  /** How many of them were gone. */
  removed = 0;
  readonly #remap: Remap;
  readonly #policy: RemovedPolicy;

  constructor(remap: Remap, policy: RemovedPolicy) {
    this.#remap = remap;
    this.#policy = policy;
  }

  /** The new id, or the ids in its place; `where` is said in refusals. */
  map(id: number, where: () => string): number | readonly number[] {
    const mapped = Number.isInteger(id) && id >= 0 ? this.#remap.ids[id] : undefined;
    if (mapped === undefined) {
      const message = `${where()} has the id ${id}, but the map knows ids below ${this.#remap.ids.length}; is it of another tokenizer?`;
      throw new TokengraftError('bad-file', message, { id });
    }
    this.seen++;
    if (mapped !== null) return mapped;
    this.removed++;
    const replacement = this.#policy === 'replace' ? this.#remap.replacements[id] : undefined;
    if (this.#policy === 'drop') return [];
    if (replacement !== undefined) return replacement;
    const message = `${where()} has the id ${id}, whose token is gone; choose removed "replace" or "drop", or tokenize the texts again`;
    throw new TokengraftError('not-found', message, { id });
  }
}
