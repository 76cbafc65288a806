// tokenizer.json: tokens and merges are put behind the last ones of the model; every other byte stays.
//
// The document is looked at one character a byte, as in edit-tokenizer-json.ts.

import { findMember, type MemberRange } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { detectLayout, type JsonLayout } from '../saving/json-elements.js';

export interface NamedAdditions {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly merges: readonly (readonly [string, string])[];
}

/** The bytes of the document `bytes` with the additions; `name` stands for it in messages. */
export function extendModel(bytes: Buffer, { vocabulary, merges }: NamedAdditions, name: string): Buffer {
  const text = bytes.toString('latin1');
  const layout = detectLayout(text);
  const model = memberOf(text, 'model', name);
  const modelText = text.slice(model.start, model.end);
  const members = Array.from(vocabulary, ([token, id]) => `${JSON.stringify(token)}${layout.colon}${id}`);
  const insertions = [
    insertion(modelText, memberOf(modelText, 'vocab', name), { items: members, layout }),
    insertion(modelText, memberOf(modelText, 'merges', name), {
      items: mergeItems(modelText, merges, { layout, name }),
      layout,
    }),
  ];
  insertions.sort((a, b) => a.at - b.at);
  const parts: Buffer[] = [];
  let done = 0;
  for (const { at, text: added } of insertions) {
    parts.push(bytes.subarray(done, model.start + at), Buffer.from(added));
    done = model.start + at;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}

function memberOf(text: string, key: string, name: string): MemberRange {
  const range = findMember(text, key, name);
  if (range !== undefined) return range;
  throw new TokengraftError('bad-file', `${name}: the model has no ${key}`, { file: name, key });
}

/** Members of the model's members stand three levels deep. */
const depth = 3;

interface Items {
  readonly items: readonly string[];
  readonly layout: JsonLayout;
}

/** Where `items` go into the container at `range`, and the text that puts them there. */
function insertion(text: string, range: MemberRange, { items, layout }: Items): { at: number; text: string } {
  let at = range.end - 1;
  while (/\s/.test(text[at - 1] ?? '')) at--;
  if (items.length === 0) return { at, text: '' };
  const lead = layout.newline + layout.indent.repeat(depth);
  const list = items.join(layout.comma + lead);
  if (at - 1 > range.start) return { at, text: layout.comma + lead + list };
  return { at, text: lead + list + (at === range.end - 1 ? layout.newline + layout.indent.repeat(depth - 1) : '') };
}

/** Merges in the form of the first one that is there: a string of two names, or a list of them. */
function mergeItems(
  text: string,
  merges: NamedAdditions['merges'],
  { layout, name }: { readonly layout: JsonLayout; readonly name: string },
): string[] {
  const { start } = memberOf(text, 'merges', name);
  const first = /^\[\s*(\[\s*"(?:[^"\\]|\\.)*"\s*,(\s*)|")/.exec(text.slice(start, start + (1 << 17)));
  if (first?.[1] === '"') return merges.map(([left, right]) => JSON.stringify(`${left} ${right}`));
  const isSpread = first === null ? layout.newline !== '' : (first[2] ?? '').includes('\n');
  const [open, between, close] = isSpread ? spreadPair(layout) : ['[', layout.indent === '' ? layout.comma : ', ', ']'];
  return merges.map(([left, right]) => `${open}${JSON.stringify(left)}${between}${JSON.stringify(right)}${close}`);
}

function spreadPair({ newline, indent, comma }: JsonLayout): readonly [string, string, string] {
  const lead = newline + indent.repeat(depth + 1);
  return [`[${lead}`, comma + lead, `${newline}${indent.repeat(depth)}]`];
}
