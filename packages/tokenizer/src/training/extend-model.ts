// tokenizer.json: tokens and merges are put behind the last ones of the model; every other byte stays.
//
// The document is looked at one character a byte, as in edit-tokenizer-json.ts.

import type { MemberRange } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { detectLayout, type JsonLayout } from '../saving/json-elements.js';
import { membersOfValidObject } from './valid-json.js';

export interface NamedAdditions {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly merges: readonly (readonly [string, string])[];
}

/** A document, and where the parts of its model stand. */
export interface ModelDocument {
  readonly bytes: Buffer;
  readonly layout: JsonLayout;
  /** JSON texts, a character a byte. */
  readonly options: string;
  readonly preTokenizer: string;
  readonly vocabulary: string;
  readonly merges: string;
  /** Of the vocabulary and the merges, in the document. */
  readonly at: { readonly vocabulary: number; readonly merges: number };
}

/**
 * Fails with `bad-file` for a document without a model of vocabulary and merges; `name` stands for it in messages.
 * REQUIRES: a native reader has taken the document.
 */
export function readModelDocument(bytes: Buffer, name: string): ModelDocument {
  const text = bytes.toString('latin1');
  const members = membersOfValidObject(text, text.indexOf('{'), 'model');
  const model = memberOf(members.ranges, 'model', name);
  const parts = members.inside;
  const [vocabulary, merges] = [memberOf(parts, 'vocab', name), memberOf(parts, 'merges', name)];
  const cutter = members.ranges.get('pre_tokenizer');
  return {
    bytes,
    layout: detectLayout(text),
    options: without(text, model, [vocabulary, merges]),
    preTokenizer: cutter === undefined ? 'null' : text.slice(cutter.start, cutter.end),
    vocabulary: text.slice(vocabulary.start, vocabulary.end),
    merges: text.slice(merges.start, merges.end),
    at: { vocabulary: vocabulary.start, merges: merges.start },
  };
}

function memberOf(members: ReadonlyMap<string, MemberRange>, key: string, name: string): MemberRange {
  const range = members.get(key);
  if (range !== undefined) return range;
  throw new TokengraftError('bad-file', `${name}: the model has no ${key}`, { file: name, key });
}

/** The text of `whole` with null in place of the values at `ranges`. */
function without(text: string, whole: MemberRange, ranges: readonly MemberRange[]): string {
  const [first, second] = [...ranges].sort((a, b) => a.start - b.start);
  if (first === undefined || second === undefined) return text.slice(whole.start, whole.end);
  const between = text.slice(first.end, second.start);
  return `${text.slice(whole.start, first.start)}null${between}null${text.slice(second.end, whole.end)}`;
}

/** The bytes of the document with the additions. */
export function extendModel(document: ModelDocument, { vocabulary, merges }: NamedAdditions): Buffer {
  const { bytes, layout, at } = document;
  const members = Array.from(vocabulary, ([token, id]) => `${JSON.stringify(token)}${layout.colon}${id}`);
  const insertions = [
    insertion(document.vocabulary, at.vocabulary, { items: members, layout }),
    insertion(document.merges, at.merges, { items: mergeItems(document.merges, merges, layout), layout }),
  ];
  insertions.sort((a, b) => a.at - b.at);
  const parts: Buffer[] = [];
  let done = 0;
  for (const each of insertions) {
    parts.push(bytes.subarray(done, each.at), Buffer.from(each.text));
    done = each.at;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}

/** Members of the model's members stand three levels deep. */
const depth = 3;

interface Items {
  readonly items: readonly string[];
  readonly layout: JsonLayout;
}

/** Where `items` go into the container that is `text` and begins at `start`, and the text that puts them there. */
function insertion(text: string, start: number, { items, layout }: Items): { at: number; text: string } {
  let end = text.length - 1;
  while (/\s/.test(text[end - 1] ?? '')) end--;
  if (items.length === 0) return { at: start + end, text: '' };
  const lead = layout.newline + layout.indent.repeat(depth);
  const list = items.join(layout.comma + lead);
  if (end > 1) return { at: start + end, text: layout.comma + lead + list };
  const close = end === text.length - 1 ? layout.newline + layout.indent.repeat(depth - 1) : '';
  return { at: start + end, text: lead + list + close };
}

/** Merges in the form of the first one that is there: a string of two names, or a list of them. */
function mergeItems(text: string, merges: NamedAdditions['merges'], layout: JsonLayout): string[] {
  const first = /^\[\s*(\[\s*"(?:[^"\\]|\\.)*"\s*,(\s*)|")/.exec(text.slice(0, 1 << 17));
  if (first?.[1] === '"') return merges.map(([left, right]) => JSON.stringify(`${left} ${right}`));
  const isSpread = first === null ? layout.newline !== '' : (first[2] ?? '').includes('\n');
  const [open, between, close] = isSpread ? spreadPair(layout) : ['[', layout.indent === '' ? layout.comma : ', ', ']'];
  return merges.map(([left, right]) => `${open}${JSON.stringify(left)}${between}${JSON.stringify(right)}${close}`);
}

function spreadPair({ newline, indent, comma }: JsonLayout): readonly [string, string, string] {
  const lead = newline + indent.repeat(depth + 1);
  return [`[${lead}`, comma + lead, `${newline}${indent.repeat(depth)}]`];
}
