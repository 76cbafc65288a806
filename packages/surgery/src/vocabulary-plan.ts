// The plan of a vocabulary change as plain JSON data: everything that will happen, decided before anything is written.
// `--dry-run` prints it, the rewrite executes it, verification compares the result with it.

import type { RowFill, RowMap, RowMove } from '@tokengraft/checkpoint';
import type { JsonPath } from '@tokengraft/documents';
import type { InitMethodName } from './init/index.js';
import type { TransplantMethodName } from './transplant-methods/index.js';
import type { InitValue } from './init-options.js';

export type Operation = 'extend' | 'repurpose' | 'prune' | 'transplant';

export interface VocabularyPlan {
  readonly schemaVersion: 1;
  readonly operation: Operation;
  readonly source: string;
  readonly architecture: string;
  readonly tying: TyingDecision;
  readonly counts: { readonly before: VocabularyCounts; readonly after: VocabularyCounts };
  readonly tokens: readonly TokenPlan[];
  /** Which old ids become which; what is not listed is removed. Absent: every id stays. */
  readonly ids?: readonly RowMove[];
  readonly population: Population;
  readonly seed: number;
  readonly padTo: number;
  readonly matrices: readonly MatrixPlan[];
  /** Rows behind the last token that this change creates. */
  readonly paddingRows: RowRange;
  /** Ids below the largest one that have no token; reported, never renumbered. */
  readonly holes: number;
  readonly files: readonly FileEdit[];
  readonly configuration: readonly ConfigurationEdit[];
  readonly warnings: readonly string[];
}

export interface TyingDecision {
  /** `untied`: two tables; `tied`: one table serves both; `stored-twice`: tied, and the file holds two equal copies. */
  readonly kind: 'untied' | 'tied' | 'stored-twice';
  readonly why: string;
}

/** Rows, ids and tokens in use are three different things. */
export interface VocabularyCounts {
  /** Rows of the input table. */
  readonly rows: number;
  /** The largest id plus one. */
  readonly ids: number;
  /** Ids that have a token. */
  readonly used: number;
  /** Rows behind the largest id. */
  readonly spare: number;
}

/**
 * `new`: gets the next id; `existing`: nothing changes; `flags-changed`: keeps its id and becomes an added token;
 * `repurposed`: takes over the id of another token, and gets a fresh row.
 */
export type TokenStatus = 'new' | 'existing' | 'flags-changed' | 'repurposed';

export interface TokenPlan {
  readonly content: string;
  readonly id: number;
  readonly special: boolean;
  readonly status: TokenStatus;
  /** The token that had the id, for a repurposed one. */
  readonly replaces?: string;
  /** The ids that the old tokenizer gives for the text the token stands for; empty for a token that is not new. */
  readonly pieces: readonly number[];
}

export type Population = 'live' | 'all';

export type MatrixRole = 'embedding' | 'head' | 'headBias' | 'perLayer';

export interface MatrixPlan {
  readonly role: MatrixRole;
  readonly tensor: string;
  /** The shard that holds it. */
  readonly shard: string;
  readonly dtype: string;
  /** The axis of the shape that counts rows. Absent: 0. */
  readonly axis?: 1;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  /** Where old rows go; absent: each keeps its place, and none is dropped. */
  readonly kept?: readonly RowMove[];
  /** Values a row. */
  readonly width: number;
  readonly method: InitMethodName | TransplantMethodName;
  readonly options: Readonly<Record<string, InitValue>>;
  /** What the mean is taken over; 'all' in place of 'live' where no row would be live. */
  readonly population: Population;
  /** Old rows that do not count in the mean: without a token, named as reserved, or all zero. */
  readonly excluded: readonly RowRange[];
  /** The distribution of `normal` recipes. */
  readonly normal: { readonly mean: number; readonly deviation: number };
  /** Of `mean-cov` recipes: how much of the population's covariance they have. */
  readonly covarianceScale?: number;
  /** Of `mapped` recipes. */
  readonly map?: RowMap;
  /** Keeps the draws of different tables apart; equal copies share it. */
  readonly stream: number;
  /** Ascending by row; every row that is new or gets a token is listed exactly once. */
  readonly fill: readonly RowFill[];
}

/** Rows `begin` up to, not including, `end`. */
export interface RowRange {
  readonly begin: number;
  readonly end: number;
}

export interface FileEdit {
  /** Relative to the model folder. */
  readonly file: string;
  readonly action: 'copied' | 'rewritten' | 'edited' | 'created' | 'removed';
  readonly why: string;
}

export interface ConfigurationEdit {
  readonly file: string;
  /** The keys on the way to the field, joined by dots. */
  readonly field: string;
  /** The same, one by one. */
  readonly path: JsonPath;
  readonly before: unknown;
  readonly after: unknown;
  /** Taken for ids by its name only. */
  readonly guessed?: true;
}
