// Opens a tiktoken rank file: recognised by its bytes here, read by native code, which knows the files that are open.

import { readFile, stat } from 'node:fs/promises';
import { fileError } from '@tokengraft/documents';
import { throwIfAborted, TokengraftError } from '@tokengraft/errors';
import { native, type NativeTokenizer } from '@tokengraft/native';
import { tiktokenOptions, type RankFileWishes } from './tiktoken-source.js';

export async function openRankFile(
  file: string,
  wishes: RankFileWishes,
  signal: AbortSignal | undefined,
): Promise<NativeTokenizer> {
  const before = await stateOf(file);
  const bytes = await readFile(file, { signal }).catch((error: unknown) => {
    throwIfAborted(signal);
    throw fileError(error, 'read', file);
  });
  const opened = await native().openTokenizer(file, tiktokenOptions({ file, bytes }, wishes));
  if ((await stateOf(file)) === before) return opened;
  opened.close();
  throw new TokengraftError('io', `${file} changed while it was read; open it again`, { file });
}

/** Differs after a write, or where another file has taken the place. */
async function stateOf(file: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true }).catch((error: unknown) => {
    throw fileError(error, 'read', file);
  });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
