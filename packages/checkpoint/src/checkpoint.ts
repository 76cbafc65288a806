// A model folder that has been opened: what it is made of, which tensor plays which role. Data only; headers were read,
// weights were not.

import type { JsonDocument } from '@tokengraft/documents';
import type { NativeDtype, NativeMatrix } from '@tokengraft/native';

import type { Architecture } from './architectures/architecture.js';
import type { SafetensorsHeader, StoredTensor } from './safetensors/parse-header.js';
import type { Tying } from './tying.js';

export interface Checkpoint {
  /** Absolute. */
  readonly directory: string;
  /** config.json; edit a clone of it. */
  readonly config: JsonDocument;
  readonly generationConfig: JsonDocument | undefined;
  /** config.json's `model_type`; '' where an explicit map made it needless. */
  readonly modelType: string;
  /** The name in the table of architectures; 'map' for an explicit map. */
  readonly architectureName: string;
  readonly architecture: Architecture;
  /** model.safetensors.index.json of a sharded checkpoint. */
  readonly index: JsonDocument | undefined;
  readonly shards: readonly Shard[];
  /** Every tensor of every shard, in the order of shards and headers. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly vocabulary: VocabularyTensors;
  readonly tying: Tying;
  /** Rows of the input table. */
  readonly rows: number;
  /** How many of them lie behind those that head and config.json count. */
  readonly extraRows: number;
  /** Values a row. */
  readonly width: number;
  /** What is odd but no reason to refuse. */
  readonly findings: readonly Finding[];
  /** Files with weights that do not belong to this checkpoint: stray shards and other formats. A rewrite leaves them. */
  readonly leftovers: readonly string[];
}

export interface Shard {
  /** The file's name in the folder. */
  readonly file: string;
  readonly header: SafetensorsHeader;
}

export interface CheckpointTensor extends StoredTensor {
  /** The shard's name in the folder. */
  readonly file: string;
}

export type VocabularyRole = 'embedding' | 'head' | 'headBias' | 'perLayer';

/** A tensor with one row a token. A bias of n values is a matrix of n rows and width 1. */
export interface VocabularyTensor extends CheckpointTensor {
  readonly role: VocabularyRole;
  readonly dtype: NativeDtype;
  /** The axis of the shape that counts tokens. */
  readonly axis: 0 | 1;
  /** One row a token. Of a transposed tensor this is a copy that `spreadTables` makes; until then it has no path. */
  readonly matrix: NativeMatrix;
  /** Of a further tensor: the main one of its role that it equals byte for byte. */
  readonly copyOf?: string;
}

export interface VocabularyTensors {
  readonly embedding: VocabularyTensor;
  /** Stored; a tied checkpoint may store it too (see `tying`). */
  readonly head: VocabularyTensor | undefined;
  readonly headBias: VocabularyTensor | undefined;
  /** Further ones: copies in other places, a second part of the head, a table per layer. */
  readonly more: readonly VocabularyTensor[];
}

/** All of them. */
export function vocabularyTensors({ vocabulary }: Pick<Checkpoint, 'vocabulary'>): VocabularyTensor[] {
  const { embedding, head, headBias, more } = vocabulary;
  return [embedding, head, headBias, ...more].filter((tensor) => tensor !== undefined);
}

export type FindingKind =
  /** A size in config.json is not the number of rows. */
  | 'size-differs'
  /** config.json and the stored tensors say different things about tying. */
  | 'tying-differs'
  /** `metadata.total_size` of the index is not the sum of the tensors. */
  | 'index-total-differs'
  /** Other tensors have an axis as long as the vocabulary; they are left alone. */
  | 'vocabulary-axis'
  /** Files with weights that do not belong to this checkpoint. */
  | 'leftover-files';

export interface Finding {
  readonly kind: FindingKind;
  /** A sentence for people. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}
