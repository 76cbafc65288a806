// What a user's path to a tokenizer stands for: a model folder, or a file of one of the formats that are read. Everything
// else is recognised as far as it takes to say what it is.

import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError, isFile } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

/** 'tokenizer.model' is a SentencePiece model, whatever its name; 'vocab.json' is that file and its merges.txt. */
export type TokenizerFormat = 'tokenizer.json' | 'tiktoken' | 'tekken.json' | 'tokenizer.model' | 'vocab.json';

export interface TokenizerSource {
  readonly format: TokenizerFormat;
  readonly file: string;
  /** The merges.txt that belongs to a vocab.json. */
  readonly merges?: string;
  /** The folder whose other files belong to the tokenizer. */
  readonly folder: string;
}

/** Finds the tokenizer's file behind `path` and tells its format. */
export async function findTokenizer(path: string): Promise<TokenizerSource> {
  const entry = await stat(path).catch((error: unknown) => refuseUnreadable(path, error));
  return entry.isDirectory() ? findInFolder(path) : findAt(path, dirname(path));
}

async function findAt(file: string, folder: string): Promise<TokenizerSource> {
  const format = await recogniseFormat(file);
  return format === 'vocab.json' ? findPair(file, folder) : { format, file, folder };
}

// ---- folders ----------------------------------------------------------------------------------------------------------

/** Of several tokenizers in a folder the first is meant: the later ones say less. */
export const tokenizerFiles = [
  'tokenizer.json',
  'tekken.json',
  'tokenizer.model',
  'spiece.model',
  'sentencepiece.bpe.model',
  'vocab.json',
] as const;

/** The file of the tokenizer that a folder of these names stands for. */
export function tokenizerFileAmong(names: readonly string[]): string | undefined {
  const isWhole = (name: string): boolean => name !== 'vocab.json' || names.includes('merges.txt');
  return tokenizerFiles.find((name) => names.includes(name) && isWhole(name));
}

async function findInFolder(folder: string): Promise<TokenizerSource> {
  const names = await readdir(folder).catch((error: unknown) => refuseUnreadable(folder, error));
  const found = tokenizerFileAmong(names);
  if (found !== undefined) return findAt(join(folder, found), folder);
  const relatives = names.filter((name) => isRelative(name)).sort();
  const there = relatives.length === 0 ? 'no tokenizer file at all' : relatives.join(', ');
  const message = `${folder} has no tokenizer.json, tekken.json, tokenizer.model, nor vocab.json with merges.txt; found ${there}`;
  throw new TokengraftError('not-found', message, { folder, found: relatives });
}

function isRelative(name: string): boolean {
  return foreignFiles.has(name) || name === 'vocab.json' || name === 'merges.txt' || name.endsWith('.tiktoken');
}

// ---- GPT-2's pair -----------------------------------------------------------------------------------------------------

/** Ends of names that belong together; what stands before them (`gpt2-vocab.json`) is the same in both. */
const pairs = [
  ['vocab.json', 'merges.txt'],
  ['encoder.json', 'vocab.bpe'],
] as const;

async function findPair(file: string, folder: string): Promise<TokenizerSource> {
  for (const [vocabulary, merges] of pairs) {
    const end = [vocabulary, merges].find((name) => file.endsWith(name));
    if (end === undefined) continue;
    const [source, second] = [vocabulary, merges].map((name) => file.slice(0, -end.length) + name) as [string, string];
    if ((await isFile(source)) && (await isFile(second))) {
      return { format: 'vocab.json', file: source, merges: second, folder };
    }
    const missing = end === vocabulary ? second : source;
    const message = `${file} is half a tokenizer: ${missing} is missing, which belongs to it`;
    throw new TokengraftError('not-found', message, { file, missing });
  }
  const message = `${file} is a vocabulary without its merges; name the two files vocab.json and merges.txt`;
  throw new TokengraftError('unsupported', message, { file });
}

// ---- formats ----------------------------------------------------------------------------------------------------------

/** Files of tokenizers that are not read, and what they are. */
const foreignFiles: ReadonlyMap<string, string> = new Map([
  ['vocab.txt', 'a WordPiece vocabulary'],
  ['tokenizer_config.json', "a tokenizer's configuration, not the tokenizer"],
]);

async function recogniseFormat(file: string): Promise<TokenizerFormat> {
  const head = await readHead(file);
  if (head.startsWith('version https://git-lfs')) {
    const message = `${file} is a Git LFS pointer, not the file itself; fetch it with: git lfs pull`;
    throw new TokengraftError('bad-file', message, { file });
  }
  const name = basename(file);
  const known = signs.find(({ matches }) => matches(head, name));
  if (known !== undefined) return known.format;
  const foreign = foreignFiles.get(name) ?? foreignContent(head);
  if (foreign !== undefined) refuseForeign(file, foreign);
  return 'tokenizer.json';
}

interface Sign {
  readonly format: TokenizerFormat;
  readonly matches: (head: string, name: string) => boolean;
}

/** How formats are told from their first bytes, and from names where those say nothing. */
const signs: readonly Sign[] = [
  // The first line of a rank file is a token in base64 and its rank.
  { format: 'tiktoken', matches: (head) => /^[A-Za-z0-9+/]+={0,2} \d+\r?\n/.test(head) },
  // The first field of a model is a piece, and its first field the piece's text.
  { format: 'tokenizer.model', matches: (head) => /^\n[^]{1,4}\n/.test(head) },
  { format: 'tekken.json', matches: (head, name) => isObject(head) && (/tekken/.test(name) || tekkenField.test(head)) },
  { format: 'vocab.json', matches: (head, name) => isPartOfPair(head, name) },
];

const tekkenField = /"(default_vocab_size|num_vocab_tokens|default_num_special_tokens|token_bytes)"/;

function isPartOfPair(head: string, name: string): boolean {
  if (head.startsWith('#version') || /(merges\.txt|vocab\.bpe)$/.test(name)) return true;
  // A vocabulary is an object of numbers and nothing else.
  return /^\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\d/.test(head) || (isObject(head) && /(vocab|encoder)\.json$/.test(name));
}

function isObject(head: string): boolean {
  return /^\s*\{/.test(head.replace(/^\u00ef\u00bb\u00bf/, ''));
}

function foreignContent(head: string): string | undefined {
  if (isObject(head)) return undefined;
  return head.startsWith('\x1f\x8b') ? 'a gzip archive' : 'of no format that is known here';
}

function refuseForeign(file: string, what: string): never {
  const message = `${file} is ${what}; pass tokenizer.json, tekken.json, a SentencePiece model, vocab.json with merges.txt or a tiktoken rank file`;
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
