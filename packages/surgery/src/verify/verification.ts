// What every check is given, and the small words they share.

import { join } from 'node:path';
import { openCheckpoint, vocabularyTensors, type Checkpoint, type CheckpointTensor } from '@tokengraft/checkpoint';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import type { TableOptions } from '../extend-options.js';
import type { KnownRows } from '../known-rows.js';
import type { OnProgress } from '../progress.js';
import type { Recipe } from '../recipe.js';
import type { VerifiedTensor, VerifyCheck } from '../verify-report.js';
import type { VocabularyPlan } from '../vocabulary-plan.js';

export interface Model {
  readonly checkpoint: Checkpoint;
  readonly tokenizer: Tokenizer;
}

export interface Verification {
  readonly before: Model;
  readonly after: Model;
  readonly plan: VocabularyPlan | undefined;
  /** What the result's recipe.json must say, but for the hashes; undefined: nothing is known about it. */
  readonly recipe: Recipe | undefined;
  /** The new rows' bytes where they are known; others are made again. */
  readonly made?: KnownRows | undefined;
  readonly hash: boolean;
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: OnProgress;
  /** What the checks found out about single tensors; they append. */
  readonly tensors: VerifiedTensor[];
}

export type Check = (verification: Verification) => Promise<readonly VerifyCheck[]>;

/** How both folders are opened. */
export interface Opening {
  readonly tables: TableOptions;
  readonly signal: AbortSignal | undefined;
}

export async function openModel(folder: string, { signal, tables }: Opening): Promise<Model> {
  const stop = signal === undefined ? {} : { signal };
  const checkpoint = await openCheckpoint(folder, { ...tables, ...stop });
  return { checkpoint, tokenizer: await loadTokenizer(checkpoint.directory, stop) };
}

/** Passed where there are no `problems`, with the evidence `found`; else failed with the first problems. */
export function conclude(name: string, problems: readonly string[], found: string): VerifyCheck {
  if (problems.length === 0) return { name, ok: true, detail: found };
  const shown = problems.slice(0, 3).join('; ');
  const more = problems.length > 3 ? `; and ${problems.length - 3} more` : '';
  return { name, ok: false, detail: shown + more };
}

export function pathOf({ directory }: Checkpoint, { file }: CheckpointTensor): string {
  return join(directory, file);
}

/** The names of the tensors whose rows may change. */
export function vocabularyNames(checkpoint: Checkpoint): ReadonlySet<string> {
  return new Set(vocabularyTensors(checkpoint).map(({ name }) => name));
}

/** New ids whose token is another one than before. */
export function repurposedIds(plan: VocabularyPlan | undefined): ReadonlySet<number> {
  const repurposed = (plan?.tokens ?? []).filter(({ status }) => status === 'repurposed');
  return new Set(repurposed.map(({ id }) => id));
}
