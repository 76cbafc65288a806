// The rest of the folder: files that are neither weights nor tokenizer are the same, and nothing was left lying about.

import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileError, isFile, readTextFile } from '@tokengraft/documents';
import { native, withCancel } from '@tokengraft/native';
import { editedConfigurations } from '../configuration-files.js';
import { conclude, type Check, type Model, type Verification } from './verification.js';

export const checkFolder: Check = async (verification) => {
  const before = await otherFiles(verification.before);
  const after = await otherFiles(verification.after);
  const planned = verification.plan?.configuration.map(({ file }) => file) ?? [];
  const edited = new Set([...planned, ...(verification.recipe?.edited ?? [])]);
  const differing: string[] = await editedProblems(verification);
  for (const file of before) {
    if (edited.has(file)) continue;
    const problem = after.has(file) ? await fileProblem(file, verification) : `${file} is missing`;
    if (problem !== undefined) differing.push(problem);
  }
  const added = [...after].filter((file) => !before.has(file));
  const found = `${before.size} the same${added.length === 0 ? '' : `; only in the result: ${added.join(', ')}`}`;
  const stray = [...verification.after.checkpoint.leftovers, ...added.filter(isTemporary)];
  return [
    conclude('other files', differing, found),
    conclude(
      'no leftovers',
      stray.map((file) => `${file} does not belong to the model`),
      'none',
    ),
  ];
};

/** Files that the plan edits are what the edits make of them, to the byte. */
async function editedProblems({ before, after, plan, recipe }: Verification): Promise<string[]> {
  const texts = new Map(await editedConfigurations(before.checkpoint.directory, plan?.configuration ?? []));
  const problems: string[] = [];
  texts.delete('config.json'); // checked with the sizes
  for (const file of recipe?.edited ?? []) texts.delete(file); // their hashes are checked
  for (const [file, text] of texts) {
    const path = join(after.checkpoint.directory, file);
    if (!(await isFile(path))) problems.push(`${file} is missing`);
    else if ((await readTextFile(path)) !== text) problems.push(`${file} is not what the plan makes of it`);
  }
  return problems;
}

/** Files of the folder itself that are not checked elsewhere; links are followed, as loaders do. */
async function otherFiles({ checkpoint, tokenizer }: Model): Promise<ReadonlySet<string>> {
  const { directory, shards, leftovers, index } = checkpoint;
  const checkedElsewhere = new Set([
    'config.json',
    'recipe.json',
    'remap.json',
    ...shards.map(({ file }) => file),
    ...leftovers,
    ...(index === undefined ? [] : [basename(index.name)]),
    ...(await tokenizer.planSave()).map(({ file }) => file),
    'tokenizer.model',
    'tokenizer_config.json',
    'special_tokens_map.json',
    'added_tokens.json',
    'vocab.json',
    'merges.txt',
  ]);
  const files: string[] = [];
  for (const name of await readdir(directory)) {
    const isRegular = (await stat(join(directory, name)).catch(() => undefined))?.isFile() ?? false;
    if (isRegular && !checkedElsewhere.has(name)) files.push(name);
  }
  return new Set(files);
}

async function fileProblem(file: string, { before, after, signal }: Verification): Promise<string | undefined> {
  const from = join(before.checkpoint.directory, file);
  const to = join(after.checkpoint.directory, file);
  try {
    const [was, is] = [await stat(from), await stat(to)];
    if (was.size !== is.size) return `${file} had ${was.size} bytes, has ${is.size}`;
    const difference = await withCancel(signal, (cancel) => native().compareRanges(from, 0, to, 0, was.size, cancel));
    return difference === undefined ? undefined : `${file} differs from byte ${difference} on`;
  } catch (error) {
    signal?.throwIfAborted();
    throw fileError(error, 'read', to);
  }
}

/** Names that writers give to files they have not finished. */
function isTemporary(file: string): boolean {
  return /\.tokengraft-|\.(tmp|part|partial|lock)$|~$/.test(file);
}
