// What becomes of every file of the model folder.

import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Checkpoint } from '@tokengraft/checkpoint';
import { fileError } from '@tokengraft/documents';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { asEdit } from './changed-vocabulary.js';
import { carriedOver, listOfAddedTokens } from './carry-over.js';
import type { ConfigurationEdit, FileEdit, MatrixPlan } from './vocabulary-plan.js';

/** The tokenizer's share: what `after` writes, and what it leaves of the files of `before`. */
export async function planTokenizerFiles(
  before: Tokenizer,
  after: Tokenizer,
  signal: AbortSignal | undefined,
): Promise<FileEdit[]> {
  const options = signal === undefined ? {} : { signal };
  const written = (await after.planSave(options)).map(asEdit);
  if (after.source.file === before.source.file) return written;
  const names = new Set(written.map(({ file }) => file));
  const left = (await before.planSave(options)).filter(({ file }) => !names.has(file));
  return [...written, ...left.map(({ file }) => leaveOrCarry(file, after))];
}

function leaveOrCarry(file: string, { source }: Tokenizer): FileEdit {
  if (file === listOfAddedTokens)
    return { file, action: 'edited', why: `gets the new tokens; ${source.folder} brings none` };
  if (carriedOver.has(file)) return { file, action: 'copied', why: `${source.folder} brings none` };
  return { file, action: 'removed', why: `describes the old vocabulary, and ${source.folder} brings none` };
}

export interface FolderFacts {
  readonly checkpoint: Checkpoint;
  readonly tokenizerFiles: readonly FileEdit[];
  readonly matrices: readonly MatrixPlan[];
  readonly configuration: readonly ConfigurationEdit[];
  /** Files that surgery adds. */
  readonly extras: readonly string[];
}

function whyCreated(file: string): string {
  return file === 'remap.json' ? 'says what becomes of each id' : 'says how the output is made';
}

/** Everything in the folder, the tokenizer's files as `tokenizerFiles` say. */
export async function planFolder(facts: FolderFacts): Promise<FileEdit[]> {
  const { tokenizerFiles, extras } = facts;
  const { directory } = facts.checkpoint;
  const planned = new Set(tokenizerFiles.map(({ file }) => file));
  const edits = [
    ...tokenizerFiles,
    ...extras.map((file): FileEdit => ({ file, action: 'created', why: whyCreated(file) })),
  ];
  for (const file of extras) planned.add(file);
  for (const file of await namesIn(directory)) {
    if (planned.has(file)) continue;
    edits.push(planOther(file, facts) ?? (await planUnknown(directory, file)));
  }
  return edits.sort((left, right) => (left.file < right.file ? -1 : 1));
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    throw fileError(error, 'read', directory);
  });
}

/** The files of a checkpoint. */
function planOther(file: string, { checkpoint, matrices, configuration }: FolderFacts): FileEdit | undefined {
  const changed = matrices.filter(({ shard }) => shard === file).map(({ tensor }) => tensor);
  if (changed.length > 0) return { file, action: 'rewritten', why: `holds ${changed.join(', ')}` };
  if (checkpoint.leftovers.includes(file)) {
    return { file, action: 'removed', why: 'holds weights that do not belong to this checkpoint' };
  }
  if (configuration.some((edit) => edit.file === file)) {
    return { file, action: 'edited', why: 'states numbers of rows, or ids of tokens' };
  }
  const grows = matrices.some(({ rowsBefore, rowsAfter }) => rowsBefore !== rowsAfter);
  if (file === basename(checkpoint.index?.name ?? '') && grows) {
    return { file, action: 'edited', why: 'states the size of all tensors' };
  }
  return undefined;
}

const ofAnotherFolder: ReadonlySet<string> = new Set(['.git', '.cache']);

/** Files of other tools are kept; what is no file, or tells of another folder, stays behind. */
async function planUnknown(directory: string, file: string): Promise<FileEdit> {
  if (ofAnotherFolder.has(file)) return { file, action: 'removed', why: 'tells of another folder' };
  const entry = await lstat(join(directory, file)).catch(() => undefined);
  const target = await stat(join(directory, file)).catch(() => undefined);
  const isKept = target?.isFile() === true || entry?.isDirectory() === true;
  if (isKept) return { file, action: 'copied', why: 'nothing in it changes' };
  return { file, action: 'removed', why: 'is no regular file' };
}
