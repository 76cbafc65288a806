// tokenizer.json: the list `added_tokens` is rebuilt from the texts of its unchanged entries and new ones; every other
// byte of the document stays.
//
// The document is looked at one character a byte: its structure is ASCII, and a vocabulary of many scripts would take
// twice its size as a string.

import { findMember, spliceMember } from '@tokengraft/documents';
import { flagBits, type AddedToken } from '../added-tokens.js';
import { detectLayout, formatObject, joinElements, splitElements, type JsonLayout } from './json-elements.js';
import type { TokenChanges } from './token-changes.js';

/** The bytes of the document `bytes` after `changes`; `name` stands for it in messages. */
export function editTokenizerJson(bytes: Buffer, changes: TokenChanges, name: string): Buffer {
  const text = bytes.toString('latin1');
  const range = findMember(text, 'added_tokens', name);
  const layout = detectLayout(text);
  const kept = range === undefined ? new Map<number, string>() : entryTexts(text.slice(range.start, range.end));
  const list = joinElements(entriesOf(changes, kept, layout), 1, layout);
  if (range === undefined) return Buffer.from(spliceMember(text, 'added_tokens', [...list].join(''), name), 'latin1');
  const parts = Array.from(list, (part) => Buffer.from(part, 'latin1'));
  return Buffer.concat([bytes.subarray(0, range.start), ...parts, bytes.subarray(range.end)]);
}

/** The entries of the list as they are written, by id. */
function entryTexts(list: string): Map<number, string> {
  if (!list.startsWith('[')) return new Map();
  return new Map(splitElements(list).map((entry) => [(JSON.parse(entry) as { id: number }).id, entry]));
}

/** One after the other, so that a long list is never there in pieces as a whole. */
function* entriesOf(changes: TokenChanges, kept: ReadonlyMap<number, string>, layout: JsonLayout): Generator<string> {
  const formatEntry = entryFormatter(layout);
  for (const token of changes.all) {
    yield (changes.changed.has(token.id) ? undefined : kept.get(token.id)) ?? asBytes(formatEntry(token));
  }
}

/** A character a byte of UTF-8, as the document is looked at. */
function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** Writes entries; of those with the same flags, only id and content are made anew. */
function entryFormatter(layout: JsonLayout): (token: AddedToken) => string {
  const templates = new Map<number, readonly string[]>();
  return (token) => {
    const bits = flagBits(token);
    const template = templates.get(bits) ?? entryTemplate(token, layout);
    templates.set(bits, template);
    const [before, between, after] = template;
    return `${before}${token.id}${between}${JSON.stringify(token.content)}${after}`;
  };
}

const hole = 'to be filled';

function entryTemplate({ singleWord, lstrip, rstrip, normalized, special }: AddedToken, layout: JsonLayout): string[] {
  const members = { id: hole, content: hole, single_word: singleWord, lstrip, rstrip, normalized, special };
  return formatObject(members, 2, layout).split(JSON.stringify(hole));
}
