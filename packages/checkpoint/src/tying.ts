// Whether input and output share one table: the stored tensors say it first, config.json second.

import type { JsonDocument } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { native, withCancel } from '@tokengraft/native';

import type { Architecture } from './architectures/architecture.js';
import type { VocabularyTensor, VocabularyTensors } from './checkpoint.js';

/**
 * `no-head`: no output table is stored. `equal-copies`: one is stored and equals the input table.
 * `different-tables`: one is stored and differs. `told`: an option decided.
 */
export type TyingReason = 'no-head' | 'equal-copies' | 'different-tables' | 'told';

export interface Tying {
  readonly tied: boolean;
  /** Whether an output table is stored; tied and stored means two equal copies. */
  readonly stored: boolean;
  readonly reason: TyingReason;
  /** What config.json says; undefined where it does not. */
  readonly configured: boolean | undefined;
  /** config.json does not say it, and its readers would conclude otherwise: a rewrite states it there. */
  readonly decided: boolean;
}

export interface TyingFacts {
  readonly config: JsonDocument;
  readonly architecture: Architecture;
  readonly vocabulary: VocabularyTensors;
  /** Settles a conflict. */
  readonly tie: 'untied' | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Refuses ('tie-conflict') a different output table that config.json ties, unless `tie` tells to keep both. */
export async function decideTying(facts: TyingFacts): Promise<Tying> {
  const { vocabulary, architecture, tie } = facts;
  const configured = configuredTying(facts);
  const expected = configured ?? architecture.tiedByDefault;
  const { embedding, head } = vocabulary;
  const answer = (tied: boolean, reason: TyingReason): Tying => {
    const silent = configured === undefined || reason === 'told';
    return { tied, stored: head !== undefined, reason, configured, decided: silent && tied !== expected };
  };
  if (head === undefined) {
    if (tie === 'untied') throw nothingToUntie(embedding);
    return answer(true, 'no-head');
  }
  if (tie === 'untied') return answer(false, 'told');
  const difference = await firstDifference(embedding, head, facts.signal);
  if (difference === undefined) return answer(true, 'equal-copies');
  if (expected) throw conflict(embedding, head, difference, facts.config.name);
  return answer(false, 'different-tables');
}

/** The first of the architecture's fields that config.json has. */
function configuredTying({ config, architecture }: TyingFacts): boolean | undefined {
  const stated = architecture.tieFields.map((field) => config.get(field));
  return stated.find((value): value is boolean => typeof value === 'boolean');
}

/** The first byte in which the tables differ; 0 where already the types or sizes do. */
async function firstDifference(
  embedding: VocabularyTensor,
  head: VocabularyTensor,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  if (embedding.dtype !== head.dtype || embedding.byteLength !== head.byteLength) return 0;
  const [a, b] = [embedding.matrix, head.matrix];
  return withCancel(signal, (cancel) =>
    native().compareRanges(a.path, a.offset, b.path, b.offset, embedding.byteLength, cancel),
  );
}

function conflict(embedding: VocabularyTensor, head: VocabularyTensor, at: number, config: string): TokengraftError {
  const message = `${head.name} differs from ${embedding.name} (first at byte ${at}) although ${config} ties them; pass tie 'untied' to keep both, or remove ${head.name} if it is not used`;
  return new TokengraftError('tie-conflict', message, { tensor: head.name, embedding: embedding.name, at });
}

function nothingToUntie(embedding: VocabularyTensor): TokengraftError {
  const message = `tie 'untied' needs an output table, but the checkpoint stores ${embedding.name} alone; leave the option out`;
  return new TokengraftError('bad-argument', message, { embedding: embedding.name });
}
