// The files of a data set: names, globs that no shell expanded, folders' files by their pattern, and standard input, which
// is put into a file first because a plan reads its inputs more than once.

import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { expandGlob } from './expand-glob.js';

export interface InputFiles {
  readonly paths: readonly string[];
  /** Removes what was made for standard input. */
  readonly close: () => Promise<void>;
}

export async function openInputFiles(given: readonly string[], signal: AbortSignal): Promise<InputFiles> {
  const paths: string[] = [];
  let folder: string | undefined;
  for (const each of given) {
    if (each !== '-') paths.push(...(await expand(each)));
    else {
      folder ??= await mkdtemp(join(tmpdir(), 'tokengraft-stdin-'));
      paths.push(await saveStandardInput(join(folder, 'stdin'), signal));
    }
  }
  const made = folder;
  return { paths, close: async () => (made === undefined ? undefined : rm(made, { recursive: true, force: true })) };
}

/** The same where others read the files later: standard input is no file. */
export async function expandInputFiles(given: readonly string[]): Promise<readonly string[]> {
  if (given.includes('-')) {
    throw new TokengraftError('bad-argument', 'a plan needs files that stay; write standard input to one first');
  }
  return (await Promise.all(given.map(expand))).flat();
}

async function saveStandardInput(path: string, signal: AbortSignal): Promise<string> {
  try {
    await pipeline(process.stdin, createWriteStream(path), { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw fileError(error, 'read', 'standard input');
  }
  return path;
}

/** A name that exists is itself, whatever characters it has. */
async function expand(name: string): Promise<readonly string[]> {
  if (!/[*?[{]/.test(name) || (await stat(name).catch(() => undefined)) !== undefined) return [name];
  const found = await expandGlob(name);
  if (found.length > 0) return found;
  throw new TokengraftError('not-found', `no file fits ${name}`, { pattern: name });
}
