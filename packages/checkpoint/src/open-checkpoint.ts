import type { Checkpoint } from './checkpoint.js';

/** Tensor names that override the table of architectures. */
export interface VocabularyMap {
  readonly embedding: string;
  readonly head?: string;
  readonly headBias?: string;
}

export interface OpenCheckpointOptions {
  /** For a model type that is not in the table, or a checkpoint with unusual names. */
  readonly map?: VocabularyMap;
  /** Settles a conflict: keep two different tables although config.json ties them. */
  readonly tie?: 'untied';
  readonly signal?: AbortSignal;
}

/** Opens a model folder: configuration, shards, tensors and their roles. Reads headers only. */
export declare function openCheckpoint(directory: string, options?: OpenCheckpointOptions): Promise<Checkpoint>;
