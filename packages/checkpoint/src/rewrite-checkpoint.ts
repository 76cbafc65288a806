// Writes a changed checkpoint file by file: changed shards are streamed, the others cloned or copied, weights never enter
// JavaScript.

import { mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';

import { fileError, syncFolder, writeFileBeside } from '@tokengraft/documents';
import type { JsonDocument } from '@tokengraft/documents';
import {
  TokengraftError,
  expectArray,
  expectBoolean,
  expectFunction,
  expectInteger,
  expectObject,
  expectSignal,
  expectString,
  expectStrings,
  throwIfAborted,
} from '@tokengraft/errors';

import type { Checkpoint } from './checkpoint.js';
import type { MatrixChange } from './matrix-change.js';
import { changedTensor } from './matrix-change.js';
import { indexFile } from './open-shards.js';
import { copyFile, syncFile } from './rewrite/copy-file.js';
import type { CopyWatch } from './rewrite/copy-file.js';
import { editConfig, editIndex } from './rewrite/edit-documents.js';
import { layOutShard } from './rewrite/lay-out-shard.js';
import type { TensorChange } from './rewrite/lay-out-shard.js';
import { listFiles } from './rewrite/list-files.js';
import { ProgressCounter } from './rewrite/progress.js';
import type { RewriteProgress } from './rewrite/progress.js';
import { writeShard } from './rewrite/write-shard.js';

export interface RewriteOptions {
  /** Entries of the folder (files or subfolders) that the caller writes itself or wants gone. Not for shards. */
  readonly skip?: readonly string[];
  /** 0 = all cores. Default 0. */
  readonly threads?: number;
  /** Whether to wait until everything is on the device; a caller who has more to do meanwhile syncs it itself. Default true. */
  readonly durable?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RewriteProgress) => void;
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
  /** Entries of the source that were not carried over: leftovers, links to folders, pipes, `.git`, `.cache`. */
  readonly leftBehind: readonly string[];
}

/** One file to write; `bytes` are what progress counts. */
interface Step {
  readonly file: string;
  readonly bytes: number;
  readonly write: (watch: CopyWatch) => Promise<WrittenFile['how']>;
}

interface Job {
  readonly checkpoint: Checkpoint;
  readonly changes: ReadonlyMap<string, TensorChange>;
  readonly folder: string;
  readonly threads: number;
}

/**
 * Writes the checkpoint with `changes` into the existing, empty `folder` outside of the checkpoint's; the index comes last.
 * On failure ('no-space', 'io', 'non-finite', or the signal's reason) files stay behind, and the caller removes the folder.
 */
export async function rewriteCheckpoint(
  checkpoint: Checkpoint,
  changes: readonly MatrixChange[],
  folder: string,
  options: RewriteOptions = {},
): Promise<RewriteReport> {
  const { skip = [], threads = 0, durable = true, signal, onProgress } = checkOptions(options);
  const job: Job = { checkpoint, changes: byName(checkpoint, changes), folder: targetOf(checkpoint, folder), threads };
  const listing = await listFiles(checkpoint.directory, new Set([...skip, ...handledFiles(checkpoint)]));
  await makeFolders(job.folder, listing.folders);
  const steps = [
    ...listing.files.map(({ file, size }) => copyStep(job, file, size)),
    ...checkpoint.shards.map(({ file }) => shardStep(job, file)),
    ...documentSteps(job).filter(({ file }) => !skip.includes(file)),
  ];
  const total = steps.reduce((sum, step) => sum + step.bytes, 0);
  const files = await runSteps(steps, new ProgressCounter(total, onProgress), signal);
  if (durable) await makeDurable(job.folder, files);
  return { files, leftBehind: [...checkpoint.leftovers, ...listing.leftBehind] };
}

async function makeDurable(folder: string, files: readonly WrittenFile[]): Promise<void> {
  for (const { file } of files) await syncFile(join(folder, file));
  await syncFolder(folder);
}

async function runSteps(
  steps: readonly Step[],
  progress: ProgressCounter,
  signal: AbortSignal | undefined,
): Promise<readonly WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (const { file, bytes, write } of steps) {
    throwIfAborted(signal);
    const how = await write({ signal, onBytes: (count) => progress.advance(count, file) });
    written.push({ file, how, bytes });
  }
  return written;
}

function checkOptions(options: RewriteOptions): RewriteOptions {
  const { skip, threads, durable, signal, onProgress } = expectObject('options', options) as RewriteOptions;
  if (skip !== undefined) expectStrings('skip', skip);
  if (threads !== undefined) expectInteger('threads', threads);
  if (durable !== undefined) expectBoolean('durable', durable);
  if (signal !== undefined) expectSignal('signal', signal);
  if (onProgress !== undefined) expectFunction('onProgress', onProgress);
  return options;
}

function byName(checkpoint: Checkpoint, changes: readonly MatrixChange[]): ReadonlyMap<string, TensorChange> {
  expectArray('changes', changes);
  const named = new Map<string, TensorChange>();
  for (const change of changes) {
    if (named.has(change.tensor)) throw new TypeError(`expected one change for ${change.tensor}, received two`);
    named.set(change.tensor, { change, tensor: changedTensor(checkpoint, change) });
  }
  return named;
}

/** Refuses a target inside the source: it would be copied into itself. */
function targetOf(checkpoint: Checkpoint, folder: string): string {
  const target = resolve(expectString('folder', folder));
  const way = relative(checkpoint.directory, target);
  if (way !== '..' && !/^\.\.[/\\]/.test(way) && resolve(way) !== way) {
    const message = `${target} lies in ${checkpoint.directory}, which is the model to copy; choose a folder outside`;
    throw new TokengraftError('bad-argument', message, { folder: target });
  }
  return target;
}

/** What has its own step, or none. */
function handledFiles(checkpoint: Checkpoint): readonly string[] {
  return ['config.json', indexFile, ...checkpoint.shards.map(({ file }) => file), ...checkpoint.leftovers];
}

async function makeFolders(target: string, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await mkdir(join(target, folder)).catch((error: unknown) => {
      throw fileError(error, 'create', join(target, folder));
    });
  }
}

function copyStep({ checkpoint, folder }: Job, file: string, bytes: number): Step {
  const write: Step['write'] = (watch) => copyFile(join(checkpoint.directory, file), join(folder, file), bytes, watch);
  return { file, bytes, write };
}

function shardStep(job: Job, file: string): Step {
  const shard = job.checkpoint.shards.find((each) => each.file === file);
  if (shard === undefined) throw new RangeError(`expected a shard of the checkpoint, received ${file}`);
  const isChanged = [...shard.header.tensors.keys()].some((name) => job.changes.has(name));
  if (!isChanged) return copyStep(job, file, shard.header.fileSize);
  const layout = layOutShard(shard, job.changes);
  const write: Step['write'] = async (watch) => {
    const [source, target] = [join(job.checkpoint.directory, file), join(job.folder, file)];
    await writeShard({ source, target, layout, threads: job.threads }, watch);
    return 'rewritten';
  };
  return { file, bytes: layout.size, write };
}

/** config.json, and last the index: without it a sharded checkpoint cannot be opened. */
function documentSteps({ checkpoint, changes, folder }: Job): readonly Step[] {
  const all = [...changes.values()];
  const rowCounts = all.map(({ tensor, change }) => ({ tensor, rows: change.rows }));
  const config = documentStep(folder, 'config.json', editConfig(checkpoint, rowCounts), checkpoint.config);
  if (checkpoint.index === undefined) return [config];
  return [config, documentStep(folder, indexFile, editIndex(checkpoint, checkpoint.index, all), checkpoint.index)];
}

function documentStep(folder: string, file: string, document: JsonDocument, original: JsonDocument): Step {
  const bytes = Buffer.byteLength(document.text);
  const write: Step['write'] = async (watch) => {
    await writeFileBeside(join(folder, file), document.text);
    watch.onBytes(bytes);
    return document.text === original.text ? 'copied' : 'edited';
  };
  return { file, bytes, write };
}
