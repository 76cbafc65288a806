// Decides what saving does to each tokenizer file of a model folder. Documents are edited, never regenerated.

import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileError, readJsonDocument } from '@tokengraft/documents';
import { expectSignal, throwIfAborted } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';
import { refuseUnknownOptions } from '../known-options.js';
import type { TokenizerSource } from '../source.js';
import { companionEditors } from './edit-companions.js';
import { editTokenizerJson } from './edit-tokenizer-json.js';
import { planVocabulary } from './plan-vocabulary.js';
import { copied, type PlannedFile, type SaveOptions } from './planned-file.js';
import { describeChange, findTokenChanges, type TokenChanges } from './token-changes.js';

export interface SavedTokenizer {
  readonly source: TokenizerSource;
  /** As the source's files say. */
  readonly loaded: NativeTokenizer;
  readonly current: NativeTokenizer;
}

export async function planFiles(tokenizer: SavedTokenizer, options: SaveOptions): Promise<PlannedFile[]> {
  const { source } = tokenizer;
  refuseUnknownOptions(options, ['signal']);
  if (options.signal !== undefined) expectSignal('options.signal', options.signal);
  const changes = findTokenChanges(tokenizer.loaded, tokenizer.current);
  if (source.format !== 'tokenizer.json') return planVocabulary(source, changes);
  const plan = [planTokenizerJson(source.file, changes)];
  for (const file of await companions(source)) {
    throwIfAborted(options.signal);
    plan.push(await planCompanion(source.folder, file, changes));
  }
  return plan;
}

// The document is megabytes: it is read and edited only when its bytes are asked for.
function planTokenizerJson(file: string, changes: TokenChanges): PlannedFile {
  if (changes.changed.size === 0) return copied('tokenizer.json', file);
  const content = async (): Promise<Buffer> => editTokenizerJson(await readBytes(file), changes, file);
  return { file: 'tokenizer.json', action: 'edited', why: describeChange(changes), content };
}

/** The bytes of `file`, or a TokengraftError that names it. */
export async function readBytes(file: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    throw fileError(error, 'read', file);
  });
}

/** Tokenizer files that hold no added tokens. */
const neutralFiles: ReadonlySet<string> = new Set([
  'vocab.json',
  'merges.txt',
  'vocab.txt',
  'chat_template.jinja',
  'chat_template.json',
]);

/** Second descriptions of the vocabulary that cannot be edited, and that loaders would prefer to tokenizer.json. */
export const uneditableFiles: ReadonlySet<string> = new Set([
  'tokenizer.model',
  'sentencepiece.bpe.model',
  'spiece.model',
  'tekken.json',
]);

/** The other tokenizer files of the folder; a tokenizer.json under another name stands for itself. */
async function companions({ file, folder }: TokenizerSource): Promise<string[]> {
  if (basename(file) !== 'tokenizer.json') return [];
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileError(error, 'read', folder);
  });
  return names
    .filter((name) => companionEditors.has(name) || neutralFiles.has(name) || uneditableFiles.has(name))
    .sort();
}

async function planCompanion(folder: string, file: string, changes: TokenChanges): Promise<PlannedFile> {
  if (changes.changed.size === 0 || neutralFiles.has(file)) return copied(file, join(folder, file));
  const edit = companionEditors.get(file);
  if (edit === undefined)
    return { file, action: 'removed', why: 'cannot hold the added tokens, and loaders would prefer it' };
  const document = await readJsonDocument(join(folder, file));
  const before = document.text;
  edit(document, changes);
  if (document.text === before) return copied(file, join(folder, file));
  const content = async (): Promise<Buffer> => Buffer.from(document.text);
  return { file, action: 'edited', why: describeChange(changes), content };
}
