// What a user's path to a tokenizer stands for: a model folder, a tokenizer.json or a tiktoken rank file. Everything else
// is recognised as far as it takes to say what it is.

import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

export type TokenizerFormat = 'tokenizer.json' | 'tiktoken';

export interface TokenizerSource {
  readonly format: TokenizerFormat;
  readonly file: string;
  /** The folder whose other files belong to the tokenizer. */
  readonly folder: string;
}

/** Finds the tokenizer's file behind `path` and tells its format. */
export async function findTokenizer(path: string): Promise<TokenizerSource> {
  const entry = await stat(path).catch((error: unknown) => refuseUnreadable(path, error));
  if (entry.isDirectory()) return findInFolder(path);
  return { format: await recogniseFormat(path), file: path, folder: dirname(path) };
}

async function findInFolder(folder: string): Promise<TokenizerSource> {
  const names = await readdir(folder).catch((error: unknown) => refuseUnreadable(folder, error));
  if (names.includes('tokenizer.json')) {
    return { format: 'tokenizer.json', file: join(folder, 'tokenizer.json'), folder };
  }
  const relatives = names.filter((name) => foreignFiles.has(name) || name.endsWith('.tiktoken')).sort();
  const found = relatives.length === 0 ? 'no tokenizer file at all' : relatives.join(', ');
  const message = `${folder} has no tokenizer.json; found ${found}; pass a folder with tokenizer.json or a tiktoken rank file`;
  throw new TokengraftError('not-found', message, { folder, found: relatives });
}

/** Files of tokenizers that this version does not read, and what they are. */
const foreignFiles: ReadonlyMap<string, string> = new Map([
  ['tokenizer.model', 'a SentencePiece model'],
  ['sentencepiece.bpe.model', 'a SentencePiece model'],
  ['spiece.model', 'a SentencePiece model'],
  ['tekken.json', 'a Tekken vocabulary'],
  ['vocab.txt', 'a WordPiece vocabulary'],
  ['vocab.json', 'a vocabulary without its merges and stages'],
  ['merges.txt', 'a merge list without its vocabulary'],
  ['tokenizer_config.json', "a tokenizer's configuration, not the tokenizer"],
]);

async function recogniseFormat(file: string): Promise<TokenizerFormat> {
  const head = await readHead(file);
  if (head.startsWith('version https://git-lfs')) {
    const message = `${file} is a Git LFS pointer, not the file itself; fetch it with: git lfs pull`;
    throw new TokengraftError('bad-file', message, { file });
  }
  if (rankLine.test(head)) return 'tiktoken';
  const foreign = foreignFiles.get(basename(file)) ?? foreignContent(head);
  if (foreign !== undefined) refuseForeign(file, foreign);
  return 'tokenizer.json';
}

/** The first line of a tiktoken rank file: a token in base64 and its rank. */
const rankLine = /^[A-Za-z0-9+/]+={0,2} \d+\r?\n/;

function foreignContent(head: string): string | undefined {
  if (/^\s*\{/.test(head.replace(/^\u00ef\u00bb\u00bf/, ''))) return undefined;
  if (head.startsWith('\x1f\x8b')) return 'a gzip archive';
  if (head.startsWith('\x0a')) return 'a SentencePiece model';
  return 'neither JSON nor a tiktoken rank file';
}

function refuseForeign(file: string, what: string): never {
  const message = `${file} is ${what}, which this version does not read; pass tokenizer.json or a tiktoken rank file`;
  throw new TokengraftError('unsupported', message, { file });
}

/** Long enough for the longest token of a rank file's first line. */
const headBytes = 1024;

/** The first bytes of `file`, a character a byte. */
async function readHead(file: string): Promise<string> {
  const handle = await open(file, 'r').catch((error: unknown) => refuseUnreadable(file, error));
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    return refuseUnreadable(file, error);
  } finally {
    await handle.close();
  }
}

function refuseUnreadable(path: string, error: unknown): never {
  throw fileError(error, 'read', path);
}
