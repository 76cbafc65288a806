import type { Checkpoint } from './checkpoint.js';
import type { MatrixChange } from './matrix-change.js';

export interface RewriteOptions {
  /** Names in the folder (files or subfolders) that the caller writes itself or wants gone. */
  readonly skip?: readonly string[];
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RewriteProgress) => void;
}

/** Bytes written so far, of all files together. */
export interface RewriteProgress {
  readonly done: number;
  readonly total: number;
  readonly file: string;
}

/** `cloned` shares blocks with the source; `copied` is byte-identical; `rewritten` is a shard with changed tensors. */
export interface WrittenFile {
  /** Relative to the folder, with forward slashes. */
  readonly file: string;
  readonly how: 'cloned' | 'copied' | 'rewritten' | 'edited';
  readonly bytes: number;
}

export interface RewriteReport {
  readonly files: readonly WrittenFile[];
  /** Entries of the source that were not carried over: leftovers, links to folders, sockets, `.git`, `.cache`. */
  readonly leftBehind: readonly string[];
}

/** Writes the checkpoint with `changes` into the existing, empty `folder`; on failure the caller removes the folder. */
export declare function rewriteCheckpoint(
  checkpoint: Checkpoint,
  changes: readonly MatrixChange[],
  folder: string,
  options?: RewriteOptions,
): Promise<RewriteReport>;
