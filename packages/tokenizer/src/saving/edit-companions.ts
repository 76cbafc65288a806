// The small files beside tokenizer.json that repeat its added tokens. Each is kept in step where it has the field, and
// left as it is where it has not.

import { JsonDocument } from '@tokengraft/documents';
import type { AddedToken } from '../added-tokens.js';
import type { TokenChanges } from './token-changes.js';

type Editor = (document: JsonDocument, changes: TokenChanges) => void;

/** tokenizer_config.json */
const editTokenizerConfig: Editor = (document, changes) => {
  if (isObject(document.get(['added_tokens_decoder']))) {
    document.setMembers(['added_tokens_decoder'], decoderEntries(changes));
  }
  appendSpecials(document, 'additional_special_tokens', changes);
  appendSpecials(document, 'extra_special_tokens', changes);
};

/** special_tokens_map.json */
const editSpecialTokensMap: Editor = (document, changes) =>
  appendSpecials(document, 'additional_special_tokens', changes);

/** added_tokens.json holds the ids behind the base vocabulary only: converters expect them without a gap. */
const editAddedTokens: Editor = (document, changes) => {
  const fresh = changes.all.filter((token) => token.id >= changes.firstNewId);
  document.setMembers([], new Map(fresh.map((token) => [token.content, token.id])));
};

export const companionEditors: ReadonlyMap<string, Editor> = new Map([
  ['tokenizer_config.json', editTokenizerConfig],
  ['special_tokens_map.json', editSpecialTokensMap],
  ['added_tokens.json', editAddedTokens],
]);

function decoderEntries(changes: TokenChanges): Map<string, unknown> {
  const changed = changes.all.filter((token) => changes.changed.has(token.id));
  return new Map(changed.map((token) => [String(token.id), { ...flagMembers(token), special: token.special }]));
}

/** Appends the new special tokens in the form of the list's own elements: strings, or objects with flags. */
function appendSpecials(document: JsonDocument, key: string, changes: TokenChanges): void {
  const list = document.get([key]);
  if (!Array.isArray(list)) return;
  const listed = new Set(list.map((item: unknown) => (isObject(item) ? item['content'] : item)));
  const missing = changes.newSpecials.filter((token) => !listed.has(token.content));
  const asObjects = list.length > 0 && list.every(isObject);
  document.append(
    [key],
    missing.map((token) => (asObjects ? flagMembers(token) : token.content)),
  );
}

function flagMembers({ content, lstrip, normalized, rstrip, singleWord }: AddedToken): Record<string, unknown> {
  return { content, lstrip, normalized, rstrip, single_word: singleWord };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
