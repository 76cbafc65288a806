// tokenizer.json after a change of tokens: vocabulary, merges, added tokens, and every stage that names a token or an id.

import type { JsonDocument, JsonPath } from '@tokengraft/documents';
import type { AddedToken } from '../added-tokens.js';
import { editMerges, editVocabulary } from './edit-vocabulary.js';
import { newIdOf, type StringMap, type TokenMap } from './token-map.js';

export function editTokenizerDocument(document: JsonDocument, map: TokenMap, strings: StringMap): void {
  editVocabulary(document, ['model', 'vocab'], map);
  editMerges(document, ['model', 'merges'], strings);
  editAddedTokens(document, map);
  editModelFields(document, map, strings);
  editPadding(document, map, strings);
  const processor = document.get(['post_processor']);
  const edited = editStage(processor, map, strings);
  if (edited !== processor) document.set(['post_processor'], edited);
}

function editAddedTokens(document: JsonDocument, map: TokenMap): void {
  const path: JsonPath = ['added_tokens'];
  const listed = new Set<number>();
  if (Array.isArray(document.get(path))) {
    document.changeElements(path, (entry) => {
      if (!isObject(entry) || typeof entry['id'] !== 'number') return entry;
      listed.add(entry['id']);
      return editEntry(entry, entry['id'], map);
    });
  } else document.set(path, []);
  const fresh = [...map.renamed].filter(([id]) => !listed.has(id)).map(([, token]) => entryOf(token));
  if (fresh.length === 0) return;
  document.append(path, fresh);
  sortById(document, path);
}

function editEntry(entry: Record<string, unknown>, old: number, map: TokenMap): unknown {
  const id = newIdOf(map, old);
  if (id === undefined) return undefined;
  const token = map.renamed.get(old);
  if (token !== undefined) return { ...entry, ...entryOf(token) };
  return id === old ? entry : { ...entry, id };
}

/** Readers give ids in the order of the list. */
function sortById(document: JsonDocument, path: JsonPath): void {
  const list = document.get(path) as { readonly id: number }[];
  const sorted = list.toSorted((left, right) => left.id - right.id);
  document.changeElements(path, (_, index) => sorted[index]);
}

export function entryOf({ id, content, singleWord, lstrip, rstrip, normalized, special }: AddedToken) {
  return { id, content, single_word: singleWord, lstrip, rstrip, normalized, special };
}

function editModelFields(document: JsonDocument, map: TokenMap, { renamed }: StringMap): void {
  const unknown = document.get(['model', 'unk_id']);
  if (typeof unknown === 'number') document.set(['model', 'unk_id'], newIdOf(map, unknown) ?? unknown);
  const name = document.get(['model', 'unk_token']);
  const other = typeof name === 'string' ? renamed.get(name) : undefined;
  if (other !== undefined) document.set(['model', 'unk_token'], other);
}

function editPadding(document: JsonDocument, map: TokenMap, { renamed }: StringMap): void {
  const id = document.get(['padding', 'pad_id']);
  if (typeof id === 'number') document.set(['padding', 'pad_id'], newIdOf(map, id) ?? id);
  const name = document.get(['padding', 'pad_token']);
  const other = typeof name === 'string' ? renamed.get(name) : undefined;
  if (other !== undefined) document.set(['padding', 'pad_token'], other);
}

/**
 * A post-processor's data: strings of renamed tokens, the ids of templates (`ids`), and pairs such as ["[SEP]", 102].
 * Answers with the same value where nothing changes.
 */
function editStage(value: unknown, map: TokenMap, strings: StringMap): unknown {
  if (typeof value === 'string') return strings.renamed.get(value) ?? value;
  if (Array.isArray(value)) {
    const isPair = value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number';
    if (isPair) return same(value, [editStage(value[0], map, strings), newIdOf(map, Number(value[1])) ?? value[1]]);
    return same(
      value,
      value.map((item) => editStage(item, map, strings)),
    );
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    if (key === 'type' || key === 'type_id') return [key, item];
    const edited = key === 'ids' ? editIds(item, map) : editStage(item, map, strings);
    return [strings.renamed.get(key) ?? key, edited];
  });
  const isSame = Object.entries(value).every(([key, item], index) => {
    return entries[index]?.[0] === key && entries[index]?.[1] === item;
  });
  return isSame ? value : Object.fromEntries(entries);
}

function editIds(ids: unknown, map: TokenMap): unknown {
  if (!Array.isArray(ids)) return ids;
  return same(
    ids,
    ids.map((id: unknown) => (typeof id === 'number' ? (newIdOf(map, id) ?? id) : id)),
  );
}

function same(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return before.length === after.length && before.every((item, index) => item === after[index]) ? before : after;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
