// Carries out what plan-files.ts decided, after proving that the new tokenizer.json is the tokenizer in memory.

import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileError, isFile, syncFolder, writeFileBeside } from '@tokengraft/documents';
import { TokengraftError, throwIfAborted } from '@tokengraft/errors';
import { native } from '@tokengraft/native';
import { expectSameTokenizer } from './compare-tokenizers.js';
import { planFiles, type SavedTokenizer } from './plan-files.js';
import type { PlannedFile, SavedFile, SaveOptions } from './planned-file.js';

export async function saveFiles(
  folder: string,
  tokenizer: SavedTokenizer,
  options: SaveOptions,
): Promise<readonly SavedFile[]> {
  const plan = await planFiles(tokenizer, options);
  await proveTokenizerJson(plan, tokenizer, folder);
  await prepareFolder(folder, plan);
  for (const file of plan) {
    throwIfAborted(options.signal);
    await carryOut(file, tokenizer, folder);
  }
  await syncFolder(folder);
  return plan.map(({ file, action, why }) => ({ file, action, why }));
}

/** Opens the text that will be written; a copied file was proven when it was loaded. */
async function proveTokenizerJson(
  plan: readonly PlannedFile[],
  { current }: SavedTokenizer,
  folder: string,
): Promise<void> {
  const text = plan.find((file) => file.file === 'tokenizer.json')?.text;
  if (text === undefined) return;
  const name = join(folder, 'tokenizer.json');
  const options = { format: 'tokenizer.json', pattern: '', specialTokens: [] } as const;
  expectSameTokenizer(await native().parseTokenizer(Buffer.from(text), name, options), current, name);
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

async function carryOut(
  { file, action, text }: PlannedFile,
  { source }: SavedTokenizer,
  folder: string,
): Promise<void> {
  if (action === 'removed') return;
  const target = join(folder, file);
  const origin = file === 'tokenizer.json' ? source.file : join(source.folder, file);
  if (text === undefined && resolve(origin) === resolve(target)) return;
  const bytes = text === undefined ? await readOrigin(origin) : Buffer.from(text);
  await writeFileBeside(target, bytes);
  const written = await readOrigin(target);
  if (!bytes.equals(written)) {
    throw new TokengraftError('verification-failed', `${target} does not hold what was written to it`, {
      file: target,
    });
  }
}

async function readOrigin(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw fileError(error, 'read', path);
  });
}
