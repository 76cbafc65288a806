// Opens a tiktoken rank file: recognised by its bytes here, read by native code, which knows the files that are open.

import { readFile, stat } from 'node:fs/promises';
import { fileError } from '@tokengraft/documents';
import { throwIfAborted, TokengraftError } from '@tokengraft/errors';
import { native, type NativeTokenizer } from '@tokengraft/native';
import { likelyEncoding, publishedEncoding, tiktokenOptions, type RankFileWishes } from './tiktoken-source.js';

export async function openRankFile(
  file: string,
  wishes: RankFileWishes,
  signal: AbortSignal | undefined,
): Promise<NativeTokenizer> {
  const before = await stateOf(file);
  const opened = await openAsPublished(file, wishes, signal);
  if ((await stateOf(file)) === before) return opened;
  opened.close();
  throw new TokengraftError('io', `${file} changed while it was read; open it again`, { file });
}

/** What the file seems to be is opened while its bytes are hashed, and kept if they say the same. */
async function openAsPublished(
  file: string,
  wishes: RankFileWishes,
  signal: AbortSignal | undefined,
): Promise<NativeTokenizer> {
  const likely = likelyEncoding(file, wishes.pattern);
  const early = likely === undefined ? undefined : native().openTokenizer(file, tiktokenOptions(file, likely, wishes));
  try {
    const published = publishedEncoding({ file, bytes: await read(file, signal) }, wishes.pattern);
    if (early !== undefined && published === likely) return await early;
    const opened = await native().openTokenizer(file, tiktokenOptions(file, published, wishes));
    early?.then(close, ignore);
    return opened;
  } catch (error) {
    early?.then(close, ignore);
    throw error;
  }
}

const close = (tokenizer: NativeTokenizer): void => tokenizer.close();
const ignore = (): void => undefined;

async function read(file: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  return readFile(file, { signal }).catch((error: unknown) => {
    throwIfAborted(signal);
    throw fileError(error, 'read', file);
  });
}

/** Differs after a write, or where another file has taken the place. */
async function stateOf(file: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true }).catch((error: unknown) => {
    throw fileError(error, 'read', file);
  });
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
