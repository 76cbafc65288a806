// The files beside a tokenizer.json after a change of tokens. Each is kept in step where it names a token or an id.

import { JsonDocument } from '@tokengraft/documents';
import { editMergesText, editVocabulary, editVocabularyLines } from './edit-vocabulary.js';
import { entryOf, isObject } from './edit-tokenizer-json.js';
import { newIdOf, type StringMap, type TokenMap } from './token-map.js';

export interface CompanionChange {
  readonly map: TokenMap;
  readonly strings: StringMap;
  /** Of the new tokens that were no special tokens under their old names. */
  readonly newSpecials: readonly string[];
}

type Editor = (text: string, change: CompanionChange, name: string) => string;

const byDocument =
  (edit: (document: JsonDocument, change: CompanionChange) => void): Editor =>
  (text, change, name) => {
    const document = JsonDocument.parse(text, name);
    edit(document, change);
    return document.text;
  };

const tokenizerConfig = byDocument((document, change) => {
  editDecoder(document, change.map);
  editNames(document, change);
  editTemplates(document, change.strings);
});

const addedTokens = byDocument((document, { map }) => {
  document.changeMembers([], (key, value) => {
    const id = newIdOf(map, Number(value));
    return id === undefined ? undefined : { key: map.renamed.get(Number(value))?.content ?? key, value: id };
  });
});

/** By the name in the folder; files that are not listed say nothing about tokens. */
export const companionEditors: ReadonlyMap<string, Editor> = new Map<string, Editor>([
  ['tokenizer_config.json', tokenizerConfig],
  ['special_tokens_map.json', byDocument((document, change) => editNames(document, change))],
  ['added_tokens.json', addedTokens],
  ['vocab.json', byDocument((document, { map }) => editVocabulary(document, [], map))],
  ['merges.txt', (text, { strings }) => editMergesText(text, strings)],
  ['vocab.txt', (text, { map }) => editVocabularyLines(text, map)],
  ['chat_template.jinja', (text, { strings }) => renameIn(text, strings)],
  ['chat_template.json', byDocument((document, { strings }) => editTemplates(document, strings))],
]);

/** `added_tokens_decoder`: the ids are the keys. */
function editDecoder(document: JsonDocument, map: TokenMap): void {
  const path = ['added_tokens_decoder'];
  if (!isObject(document.get(path))) return;
  const listed = new Set<number>();
  document.changeMembers(path, (key, value) => {
    const old = Number(key);
    listed.add(old);
    const id = newIdOf(map, old);
    if (id === undefined) return undefined;
    const token = map.renamed.get(old);
    if (token === undefined) return { key: String(id), value };
    return { key: String(id), value: { ...(isObject(value) ? value : {}), ...withoutId(entryOf(token)) } };
  });
  const fresh = [...map.renamed].filter(([id]) => !listed.has(id)).map(([, token]) => token);
  document.setMembers(path, new Map(fresh.map((token) => [String(token.id), withoutId(entryOf(token))])));
}

function withoutId(entry: ReturnType<typeof entryOf>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'id'));
}

/** Members such as `eos_token` and `additional_special_tokens`; new special tokens join the list of the others. */
function editNames(document: JsonDocument, { strings, newSpecials }: CompanionChange): void {
  const members = isObject(document.value) ? document.value : {};
  for (const [key, value] of Object.entries(members)) {
    if (!/(^|_)tokens?$/.test(key)) continue;
    const edited = renameNames(value, strings);
    if (JSON.stringify(edited) !== JSON.stringify(value)) document.set([key], edited);
    if (key !== 'additional_special_tokens' && key !== 'extra_special_tokens') continue;
    appendMissing(document, key, newSpecials);
  }
}

function appendMissing(document: JsonDocument, key: string, names: readonly string[]): void {
  const list = document.get([key]);
  if (!Array.isArray(list)) return;
  const listed = new Set(list.map((item: unknown) => (isObject(item) ? item['content'] : item)));
  const missing = names.filter((name) => !listed.has(name));
  const asObjects = list.length > 0 && list.every(isObject);
  document.append(
    [key],
    missing.map((content) =>
      asObjects ? { content, lstrip: false, normalized: false, rstrip: false, single_word: false } : content,
    ),
  );
}

function renameNames(value: unknown, strings: StringMap): unknown {
  if (typeof value === 'string') return strings.renamed.get(value) ?? value;
  if (Array.isArray(value))
    return value.filter((item) => !isRemoved(item, strings)).map((item) => renameNames(item, strings));
  if (!isObject(value) || typeof value['content'] !== 'string') return value;
  return { ...value, content: renameNames(value['content'], strings) };
}

function isRemoved(item: unknown, { removed }: StringMap): boolean {
  const name = isObject(item) ? item['content'] : item;
  return typeof name === 'string' && removed.has(name);
}

/** A template, or a list of named ones. */
function editTemplates(document: JsonDocument, strings: StringMap): void {
  const template = document.get(['chat_template']);
  if (typeof template === 'string') document.set(['chat_template'], renameIn(template, strings));
  if (!Array.isArray(template)) return;
  const edited = template.map((item: unknown) =>
    isObject(item) && typeof item['template'] === 'string'
      ? { ...item, template: renameIn(item['template'], strings) }
      : item,
  );
  document.set(['chat_template'], edited);
}

/** Names of special tokens stand in templates as they are; a word of the vocabulary may be anything there. */
export function renameIn(text: string, { renamed }: StringMap): string {
  let result = text;
  for (const [old, name] of renamed) if (/^[[<].+[\]>]$/u.test(old)) result = result.replaceAll(old, name);
  return result;
}
