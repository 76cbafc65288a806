// Files of tokens: each is read in its format, all are merged, and a token that stands twice counts once.

import { extname } from 'node:path';
import { readTextFile } from '@tokengraft/documents';
import type { TokenInput } from '@tokengraft/tokenizer';
import { createCsvReader } from './csv.js';
import { readJsonArray } from './json-array.js';
import { readPlainText } from './plain-text.js';
import { readPythonList } from './python-list.js';
import type { ReadTokens } from './read-tokens.js';
import { tokenFileError } from './token-file-error.js';

export interface TokenFiles {
  readonly tokens: readonly TokenInput[];
  /** What stood more than once, each once. */
  readonly duplicates: readonly string[];
  readonly notes: readonly string[];
}

export async function readTokenFiles(files: readonly string[]): Promise<TokenFiles> {
  const tokens: TokenInput[] = [];
  const notes: string[] = [];
  for (const file of files) {
    const text = (await readTextFile(file)).replace(/^\ufeff/, '');
    const read = chooseReader(file, text)(text, file);
    for (const token of read.tokens) tokens.push(expectWholeCharacters(token, file));
    notes.push(...read.notes.map((note) => `${file}: ${note}`));
    if (read.tokens.length === 0) notes.push(`${file}: holds no tokens`);
  }
  return { ...mergeTokens(tokens), notes };
}

/** Half of a surrogate pair, which an escape in a file can write, is no text. */
function expectWholeCharacters(token: TokenInput, file: string): TokenInput {
  const content = typeof token === 'string' ? token : token.content;
  if (!/\p{Surrogate}/u.test(content)) return token;
  throw tokenFileError(
    file,
    undefined,
    `the token ${JSON.stringify(content)} holds half a surrogate pair, which is no character`,
  );
}

const readersByExtension: Readonly<Record<string, ReadTokens>> = {
  '.csv': createCsvReader(','),
  '.tsv': createCsvReader('\t'),
};

/** A list in brackets is recognised by its content, whatever the file is called. */
function chooseReader(file: string, text: string): ReadTokens {
  const byExtension = readersByExtension[extname(file).toLowerCase()];
  if (byExtension !== undefined) return byExtension;
  if (isJson(text)) return readJsonArray;
  if (/^\s*\[\s*(?:[uU]?['"]|\])/.test(text)) return readPythonList;
  return extname(file).toLowerCase() === '.json' ? readJsonArray : readPlainText;
}

function isJson(text: string): boolean {
  if (!/^\s*\[/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Tokens in their order, without repetitions. The same text with other flags is kept, for the tokenizer to refuse. */
export function mergeTokens(tokens: readonly TokenInput[]): Pick<TokenFiles, 'tokens' | 'duplicates'> {
  const kept = new Map<string, TokenInput>();
  const duplicates = new Set<string>();
  for (const token of tokens) {
    const key = JSON.stringify(typeof token === 'string' ? { content: token } : token);
    if (kept.has(key)) duplicates.add(typeof token === 'string' ? token : token.content);
    else kept.set(key, token);
  }
  return { tokens: [...kept.values()], duplicates: [...duplicates] };
}
