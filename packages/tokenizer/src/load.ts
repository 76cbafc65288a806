// Opens a tokenizer from the files of a user.

import { expectInteger, expectObject, expectSignal, expectString, throwIfAborted } from '@tokengraft/errors';
import { leaveOnAbort, native, type NativeTokenizer } from '@tokengraft/native';
import { refuseUnknownOptions } from './known-options.js';
import { readCleanUp } from './model-configuration.js';
import { openRankFile } from './rank-file.js';
import { openWithOutline } from './outline/open-with-outline.js';
import { findTokenizer, type TokenizerSource } from './source.js';
import type { RankFileWishes, SpecialTokenIds } from './tiktoken-source.js';
import { Tokenizer } from './tokenizer.js';

export interface LoadOptions {
  /** For a tiktoken rank file that is not a published one: the name of a scheme, or the split pattern itself. */
  readonly pattern?: string;
  /** For a tiktoken rank file: special tokens and their ids, in place of the published ones. */
  readonly specialTokens?: Readonly<Record<string, number>>;
  readonly signal?: AbortSignal;
}

/**
 * Opens the tokenizer at `source`: a model folder, or a file: tokenizer.json, tekken.json, a SentencePiece model,
 * vocab.json or merges.txt with the other one beside it, a tiktoken rank file.
 * Fails with `io`, `not-found`, `bad-file`, `unsupported`, or `bad-argument` for a rank file whose pattern is unknown.
 */
export async function loadTokenizer(source: string, options: LoadOptions = {}): Promise<Tokenizer> {
  expectString('source', source);
  const { pattern, specialTokens, signal } = checkLoadOptions(options);
  throwIfAborted(signal);
  // All of it: the threads that read files may be busy with what others have left.
  return leaveOnAbort(signal, async () => openSource(source, { pattern, specialTokens }, signal));
}

async function openSource(source: string, wishes: RankFileWishes, signal: AbortSignal | undefined): Promise<Tokenizer> {
  const found = await findTokenizer(source);
  // A folder is a model with its configuration; a file is a tokenizer and nothing else.
  const isFolder = found.file !== source && found.merges !== source;
  const opened = await openNative(found, wishes, isFolder, signal);
  const cleansUp = isFolder ? await readCleanUp(found.folder) : false;
  return new Tokenizer(opened, found, cleansUp);
}

async function openNative(
  source: TokenizerSource,
  wishes: RankFileWishes,
  isFolder: boolean,
  signal: AbortSignal | undefined,
): Promise<NativeTokenizer> {
  const { format, file } = source;
  if (format === 'tiktoken') return openRankFile(file, wishes, signal);
  // Half a tokenizer means the whole of it; a SentencePiece model by itself is complete.
  if (format === 'vocab.json' || (format === 'tokenizer.model' && isFolder)) return openWithOutline(source);
  return native().openTokenizer(file, { format, pattern: '', specialTokens: [], mergesPath: '', outline: '' });
}

function checkLoadOptions(options: LoadOptions): {
  readonly pattern: string | undefined;
  readonly specialTokens: SpecialTokenIds | undefined;
  readonly signal: AbortSignal | undefined;
} {
  refuseUnknownOptions(options, ['pattern', 'specialTokens', 'signal']);
  const { pattern, specialTokens, signal } = options;
  return {
    pattern: pattern === undefined ? undefined : expectString('options.pattern', pattern),
    specialTokens: specialTokens === undefined ? undefined : expectSpecialTokens(specialTokens),
    signal: signal === undefined ? undefined : expectSignal('options.signal', signal),
  };
}

function expectSpecialTokens(value: unknown): SpecialTokenIds {
  const entries = Object.entries(expectObject('options.specialTokens', value));
  return Object.fromEntries(
    entries.map(([token, id]) => [
      token,
      expectInteger(`options.specialTokens[${JSON.stringify(token)}]`, id, 0, maxId),
    ]),
  );
}

const maxId = 0xffff_fffe;
