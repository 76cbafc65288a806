// The JSON files of a model folder in which ids of tokens may stand, and what a plan changes in them.

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, JsonDocument, readTextFile } from '@tokengraft/documents';
import { isTokengraftError } from '@tokengraft/errors';
import type { ConfigurationEdit } from './vocabulary-plan.js';

/** Files with a meaning of their own, most of them large. */
const ofOthers =
  /^(tokenizer|vocab|merges|added_tokens|special_tokens_map|tokenizer_config|chat_template|recipe|remap)\.json$|\.index\.json$/;

/** A configuration has kilobytes. */
const maxBytes = 2 ** 23;

/** Every other JSON object at the top of `folder`, by name. */
export async function readConfigurations(folder: string): Promise<ReadonlyMap<string, JsonDocument>> {
  const documents = new Map<string, JsonDocument>();
  for (const name of (await namesIn(folder)).toSorted()) {
    if (!name.endsWith('.json') || ofOthers.test(name)) continue;
    const document = await readConfiguration(join(folder, name));
    if (document !== undefined) documents.set(name, document);
  }
  return documents;
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    throw fileError(error, 'read', folder);
  });
}

/** Undefined for what is no JSON object: files of other tools may be anything. */
async function readConfiguration(path: string): Promise<JsonDocument | undefined> {
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isFile() !== true || entry.size > maxBytes) return undefined;
  try {
    const document = JsonDocument.parse(await readTextFile(path), path);
    return typeof document.value === 'object' && !Array.isArray(document.value) ? document : undefined;
  } catch (error) {
    if (isTokengraftError(error) && error.code === 'bad-file') return undefined;
    throw error;
  }
}

/** By file: its text after the edits. */
export async function editedConfigurations(
  folder: string,
  edits: readonly ConfigurationEdit[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const path = join(folder, file);
    const document = JsonDocument.parse(await readTextFile(path), path);
    for (const edit of edits) if (edit.file === file) applyEdit(document, edit);
    texts.set(file, document.text);
  }
  return texts;
}

function applyEdit(document: JsonDocument, { path, after }: ConfigurationEdit): void {
  if (after === undefined) document.remove(path);
  else document.set(path, after);
}
