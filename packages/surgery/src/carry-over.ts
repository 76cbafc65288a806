// Tokenizer files of the source that another tokenizer does not bring: those that say nothing about ids stay, and the one
// that lists the added tokens gets the new ones.

import { join } from 'node:path';
import { readJsonDocument, writeFileBeside } from '@tokengraft/documents';
import type { AddedToken } from '@tokengraft/tokenizer';
import type { ChangedVocabulary } from './changed-vocabulary.js';

export const listOfAddedTokens = 'tokenizer_config.json';

export const carriedOver: ReadonlySet<string> = new Set([
  'special_tokens_map.json',
  'chat_template.jinja',
  'chat_template.json',
]);

type Grown = Pick<ChangedVocabulary, 'before' | 'added' | 'files'>;

/** Writes the source's list of added tokens with the new ones into `folder`, where it is kept; answers with its name. */
export async function carryListOver(grown: Grown, folder: string): Promise<readonly string[]> {
  if (!grown.files.some(({ file, action }) => file === listOfAddedTokens && action === 'edited')) return [];
  const document = await readJsonDocument(join(grown.before.source.folder, listOfAddedTokens));
  if (document.has(['added_tokens_decoder'])) {
    const entries = freshTokens(grown).map((token) => [String(token.id), entryOf(token)] as const);
    document.setMembers(['added_tokens_decoder'], new Map(entries));
  }
  await writeFileBeside(join(folder, listOfAddedTokens), document.text);
  return [listOfAddedTokens];
}

function freshTokens({ before, added }: Grown): AddedToken[] {
  const old = new Set(before.addedTokens.map(({ id }) => id));
  return [...added.values()].filter(({ id }) => !old.has(id));
}

function entryOf({ content, lstrip, normalized, rstrip, singleWord, special }: AddedToken): Record<string, unknown> {
  return { content, lstrip, normalized, rstrip, single_word: singleWord, special };
}
