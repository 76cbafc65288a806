// Carries out what plan-files.ts decided, after proving that the new tokenizer.json is the tokenizer in memory.

import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileError, isFile, syncFolder, writeFileBeside } from '@tokengraft/documents';
import { TokengraftError, throwIfAborted } from '@tokengraft/errors';
import { native } from '@tokengraft/native';
import { expectSameTokenizer } from './compare-tokenizers.js';
import { planFiles, readBytes, type SavedTokenizer } from './plan-files.js';
import { proveVocabulary } from './prove-vocabulary.js';
import type { PlannedFile, SavedFile, SaveOptions } from './planned-file.js';

export async function saveFiles(
  folder: string,
  tokenizer: SavedTokenizer,
  options: SaveOptions,
): Promise<readonly SavedFile[]> {
  const plan = await planFiles(tokenizer, options);
  const contents = await renderEdited(plan);
  if (tokenizer.source.format === 'tokenizer.json') {
    await proveTokenizerJson(contents.get('tokenizer.json'), tokenizer, folder);
  } else {
    await proveVocabulary(plan, contents, tokenizer, folder);
  }
  await prepareFolder(folder, plan);
  for (const file of plan.filter(({ action }) => action !== 'removed')) {
    throwIfAborted(options.signal);
    await write(file, contents.get(file.file), folder);
  }
  await syncFolder(folder);
  return plan.map(({ file, action, why }) => ({ file, action, why }));
}

async function renderEdited(plan: readonly PlannedFile[]): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const { file, content } of plan) if (content !== undefined) contents.set(file, await content());
  return contents;
}

/** Opens what will be written; a copied file was proven when it was loaded. */
async function proveTokenizerJson(
  edited: Buffer | undefined,
  { current }: SavedTokenizer,
  folder: string,
): Promise<void> {
  if (edited === undefined) return;
  const name = join(folder, 'tokenizer.json');
  const options = { format: 'tokenizer.json', pattern: '', specialTokens: [], mergesPath: '', outline: '' } as const;
  const written = await native().parseTokenizer(edited, name, options);
  try {
    expectSameTokenizer(written, current, name);
  } finally {
    written.close();
  }
}

async function prepareFolder(folder: string, plan: readonly PlannedFile[]): Promise<void> {
  for (const { file, action } of plan) {
    if (action !== 'removed' || !(await isFile(join(folder, file)))) continue;
    const message = `${join(folder, file)} cannot be edited and would contradict the new tokenizer.json; save to another folder, or move it away`;
    throw new TokengraftError('target-exists', message, { file: join(folder, file) });
  }
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw fileError(error, 'create', folder);
  });
}

async function write({ file, origin }: PlannedFile, edited: Buffer | undefined, folder: string): Promise<void> {
  const target = join(folder, file);
  if (edited === undefined && (origin === undefined || resolve(origin) === resolve(target))) return;
  const bytes = edited ?? (await readBytes(origin ?? target));
  await writeFileBeside(target, bytes);
  const written = await readBytes(target);
  if (!bytes.equals(written)) {
    throw new TokengraftError('verification-failed', `${target} does not hold what was written to it`, {
      file: target,
    });
  }
}
