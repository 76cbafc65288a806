// What saving does to tokenizers of other formats than tokenizer.json: the vocabulary is copied, added tokens go into
// tokenizer_config.json beside it, where transformers looks for them. Rank files have no such place.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { JsonDocument, fileError, isFile, readJsonDocument } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { tokenizerFiles, type TokenizerFormat, type TokenizerSource } from '../source.js';
import { companionEditors } from './edit-companions.js';
import { copied, type PlannedFile } from './planned-file.js';
import { describeChange, type TokenChanges } from './token-changes.js';

export async function planVocabulary(source: TokenizerSource, changes: TokenChanges): Promise<PlannedFile[]> {
  const vocabulary = planOwnFiles(source);
  if (changes.changed.size > 0 && withoutCompanions.has(source.format)) refuseChange(source, changes);
  if (withoutCompanions.has(source.format)) return vocabulary;
  return [...vocabulary, ...(await planCompanions(source.folder, changes))];
}

/** Formats whose special tokens stand in the file itself or in programs. */
const withoutCompanions: ReadonlySet<TokenizerFormat> = new Set(['tiktoken', 'tekken.json']);

const kinds: Readonly<Record<TokenizerFormat, string>> = {
  'tokenizer.json': 'a tokenizer.json',
  tiktoken: 'a tiktoken rank file, whose special tokens live in programs',
  'tekken.json': 'a tekken.json, whose special tokens are counted before its vocabulary',
  'tokenizer.model': 'a SentencePiece model',
  'vocab.json': 'a vocabulary',
};

function refuseChange({ file, format }: TokenizerSource, changes: TokenChanges): never {
  const message = `${file} is ${kinds[format]}; it cannot hold the change (${describeChange(changes)}); use a tokenizer.json of the same tokenizer`;
  throw new TokengraftError('unsupported', message, { file });
}

function planOwnFiles({ format, file, merges }: TokenizerSource): PlannedFile[] {
  if (merges !== undefined) return [copied('vocab.json', file), copied('merges.txt', merges)];
  const name = basename(file);
  const isKnown = format === 'tiktoken' || tokenizerFiles.some((known) => known === name);
  return [copied(isKnown ? name : format, file)];
}

async function planCompanions(folder: string, changes: TokenChanges): Promise<PlannedFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileError(error, 'read', folder);
  });
  const there = names.filter((name) => companionEditors.has(name)).sort();
  const isNew = changes.changed.size > 0 && !there.includes(settings);
  return Promise.all([...there, ...(isNew ? [settings] : [])].map((name) => planCompanion(folder, name, changes)));
}

const settings = 'tokenizer_config.json';

async function planCompanion(folder: string, file: string, changes: TokenChanges): Promise<PlannedFile> {
  const origin = join(folder, file);
  if (changes.changed.size === 0) return copied(file, origin);
  const document = (await isFile(origin)) ? await readJsonDocument(origin) : JsonDocument.parse('{}\n', origin);
  const before = document.text;
  // The one place that holds every flag.
  if (file === settings && !document.has(['added_tokens_decoder'])) document.set(['added_tokens_decoder'], {});
  companionEditors.get(file)?.(document, changes);
  if (document.text === before) return copied(file, origin);
  return { file, action: 'edited', why: describeChange(changes), content: async () => Buffer.from(document.text) };
}
