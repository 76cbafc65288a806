// Saves a tokenizer as one file, as Hugging Face `tokenizers` does: the document edited as ever, then its truncation and
// padding brought up to date.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError, readTextFile, spliceMember, writeFileBeside } from '@tokengraft/documents';
import { loadTokenizer } from '../load.js';
import type { Tokenizer } from '../tokenizer.js';
import type { FileSettings } from '../framing/file-settings.js';
import { writeFileSettings } from './settings.js';

/** `text`: the document of a tokenizer that came from no file. */
export async function saveDocument(
  path: string,
  tokenizer: Tokenizer,
  settings: FileSettings,
  text: string | undefined,
): Promise<void> {
  const beside = await mkdtemp(join(dirname(path), '.tokenizer-')).catch((error: unknown) => {
    throw fileError(error, 'write', path);
  });
  try {
    const saved = text === undefined ? tokenizer : await rebuild(tokenizer, text, beside);
    await saved.save(beside);
    const file = join(beside, 'tokenizer.json');
    await writeFileBeside(path, withSettings(await readTextFile(file), settings, path));
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** The same tokenizer over a file; added tokens get the same ids because they come in their order. */
async function rebuild(tokenizer: Tokenizer, text: string, folder: string): Promise<Tokenizer> {
  const file = join(folder, 'tokenizer.json');
  await writeFile(file, text);
  const rebuilt = await loadTokenizer(file);
  rebuilt.addTokens(
    tokenizer.addedTokens.map(({ content, special, singleWord, lstrip, rstrip, normalized }) => {
      return { content, special, singleWord, lstrip, rstrip, normalized };
    }),
  );
  return rebuilt;
}

function withSettings(text: string, settings: FileSettings, name: string): string {
  return Object.entries(writeFileSettings(settings)).reduce(
    (edited, [key, value]) => spliceMember(edited, key, value, name),
    text,
  );
}
