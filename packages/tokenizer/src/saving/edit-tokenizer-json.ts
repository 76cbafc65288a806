// tokenizer.json: the list `added_tokens` is rebuilt from the texts of its unchanged entries and new ones; every other
// byte of the document stays.

import { findMember, spliceMember } from '@tokengraft/documents';
import type { AddedToken } from '../added-tokens.js';
import { detectLayout, formatObject, joinElements, splitElements, type JsonLayout } from './json-elements.js';
import type { TokenChanges } from './token-changes.js';

export function editTokenizerJson(text: string, changes: TokenChanges, name: string): string {
  const layout = detectLayout(text);
  const kept = entryTexts(text, name);
  const entries = changes.all.map(
    (token) => (changes.changed.has(token.id) ? undefined : kept.get(token.id)) ?? formatEntry(token, layout),
  );
  return spliceMember(text, 'added_tokens', joinElements(entries, 1, layout), name);
}

/** The entries as they are written, by id. */
function entryTexts(text: string, name: string): Map<number, string> {
  const range = findMember(text, 'added_tokens', name);
  const list = range === undefined ? '[]' : text.slice(range.start, range.end);
  if (!list.startsWith('[')) return new Map();
  return new Map(splitElements(list).map((entry) => [(JSON.parse(entry) as { id: number }).id, entry]));
}

function formatEntry(token: AddedToken, layout: JsonLayout): string {
  const { id, content, singleWord, lstrip, rstrip, normalized, special } = token;
  return formatObject({ id, content, single_word: singleWord, lstrip, rstrip, normalized, special }, 2, layout);
}
