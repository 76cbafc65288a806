// What `inspect` answers with, as data.

import type { UntrainedToken } from '@tokengraft/surgery';

export interface Inspection {
  readonly source: string;
  /** Absent for a tokenizer without a model. */
  readonly model?: ModelFacts;
  /** Absent for a model without a tokenizer. */
  readonly tokenizer?: TokenizerFacts;
  /** Rows, ids, tokens in use and spare rows; absent without a model or without a tokenizer. */
  readonly counts?: VocabularyCounts;
  readonly findings: readonly AuditFinding[];
  /** Tokens whose rows look untrained; absent without a model or without a tokenizer. */
  readonly untrained?: readonly UntrainedToken[];
}

export interface ModelFacts {
  readonly architecture: string;
  readonly modelType: string;
  /** Bytes and number of the tensors of each dtype. */
  readonly dtypes: Readonly<Record<string, { readonly tensors: number; readonly bytes: number }>>;
  readonly tensors: number;
  readonly shards: readonly string[];
  readonly vocabulary: readonly VocabularyTensorFacts[];
  readonly tied: boolean;
  readonly tyingReason: string;
}

export interface VocabularyTensorFacts {
  readonly role: 'embedding' | 'head' | 'headBias' | 'perLayer';
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly shard: string;
}

export interface TokenizerFacts {
  readonly file: string;
  readonly format: string;
  /** What its stages are, as the core describes them. */
  readonly stages: Readonly<Record<string, unknown>>;
  readonly tokens: number;
  readonly addedTokens: number;
  readonly specialTokens: readonly { readonly id: number; readonly content: string }[];
  readonly chatTemplate: boolean;
}

export interface VocabularyCounts {
  readonly rows: number;
  /** The largest id plus one. */
  readonly ids: number;
  /** Ids that have a token. */
  readonly used: number;
  /** Rows behind the largest id. */
  readonly spare: number;
  /** Tokens that are named as reserved or unused. */
  readonly reserved: number;
  /** Ids below the largest one without a token. */
  readonly holes: number;
}

export interface AuditFinding {
  readonly kind: string;
  /** A sentence for people. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}
