// What becomes of every file of the model folder.

import { readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Checkpoint } from '@tokengraft/checkpoint';
import { fileError } from '@tokengraft/documents';
import type { PlannedFile, Tokenizer } from '@tokengraft/tokenizer';
import type { FileEdit, MatrixPlan } from './vocabulary-plan.js';

/** Tokenizer files that say nothing about ids: the old ones stay where a new tokenizer brings none. */
const carriedOver: ReadonlySet<string> = new Set([
  'tokenizer_config.json',
  'special_tokens_map.json',
  'chat_template.jinja',
  'chat_template.json',
]);

/** The tokenizer's share: what `after` writes, and what it leaves of the files of `before`. */
export async function planTokenizerFiles(
  before: Tokenizer,
  after: Tokenizer,
  signal: AbortSignal | undefined,
): Promise<FileEdit[]> {
  const options = signal === undefined ? {} : { signal };
  const written = (await after.planSave(options)).map(withoutText);
  if (after.source.file === before.source.file) return written;
  const names = new Set(written.map(({ file }) => file));
  const left = (await before.planSave(options)).filter(({ file }) => !names.has(file));
  return [...written, ...left.map(({ file }) => leaveOrCarry(file, after))];
}

function withoutText({ file, action, why }: PlannedFile): FileEdit {
  return { file, action, why };
}

function leaveOrCarry(file: string, { source }: Tokenizer): FileEdit {
  if (carriedOver.has(file)) return { file, action: 'copied', why: `${source.folder} brings none` };
  return { file, action: 'removed', why: `describes the old vocabulary, and ${source.folder} brings none` };
}

/** Everything in the folder, the tokenizer's files as `tokenizerFiles` say. */
export async function planFolder(
  checkpoint: Checkpoint,
  tokenizerFiles: readonly FileEdit[],
  matrices: readonly MatrixPlan[],
): Promise<FileEdit[]> {
  const { directory } = checkpoint;
  const names = await readdir(directory).catch((error: unknown) => {
    throw fileError(error, 'read', directory);
  });
  const planned = new Set(tokenizerFiles.map(({ file }) => file));
  const others = names.filter((name) => !planned.has(name)).map((name) => planOther(name, checkpoint, matrices));
  return [...tokenizerFiles, ...others].sort((left, right) => (left.file < right.file ? -1 : 1));
}

const notPartOfTheModel: ReadonlySet<string> = new Set(['.git', '.cache']);

function planOther(file: string, checkpoint: Checkpoint, matrices: readonly MatrixPlan[]): FileEdit {
  const tensors = matrices.filter(({ shard }) => shard === file).map(({ tensor }) => tensor);
  if (tensors.length > 0) return { file, action: 'rewritten', why: `holds ${tensors.join(', ')}` };
  if (file === 'config.json') return { file, action: 'edited', why: 'states the number of rows' };
  if (file === basename(checkpoint.index?.name ?? ''))
    return { file, action: 'edited', why: 'states the size of all tensors' };
  if (checkpoint.leftovers.includes(file)) {
    return { file, action: 'removed', why: 'holds weights that do not belong to this checkpoint' };
  }
  if (notPartOfTheModel.has(file)) return { file, action: 'removed', why: 'is not part of the model' };
  return { file, action: 'copied', why: 'nothing in it changes' };
}
