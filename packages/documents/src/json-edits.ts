// Changes of a JSON text as replaced ranges. A change touches its own range and nothing beside it.

import type { JsonMember, JsonRange } from './json-scanner.js';
import { skipSpace } from './json-scanner.js';
import type { JsonStyle } from './json-style.js';
import { renderJson, styleOf } from './json-style.js';

export interface TextEdit extends JsonRange {
  readonly text: string;
}

/** A member (with a key) or an element to add; `text` is asked with the indentation of its line, if it has its own. */
export interface Addition {
  readonly key?: string;
  readonly text: (style: JsonStyle, base: string | undefined) => string;
}

/** `text` with all `edits` made. REQUIRES: their ranges do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, edit.start), edit.text);
    at = edit.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}

export function addition(value: unknown, key?: string): Addition {
  const text: Addition['text'] = (style, base) => renderJson(value, style, base);
  return key === undefined ? { text } : { key, text };
}

/** Replaces the value in `range` by `value`, laid out like its surroundings. */
export function replaceValue(text: string, range: JsonRange, value: unknown): TextEdit {
  const style = styleOf(text);
  return {
    start: range.start,
    end: range.end,
    text: renderJson(value, style, style.indent === undefined ? undefined : lineIndent(text, range.start)),
  };
}

/** Adds to the container whose bracket stands at `open` and which has `items`; new lines look like the last old one. */
export function addToContainer(
  text: string,
  open: number,
  items: readonly (JsonRange | JsonMember)[],
  additions: readonly Addition[],
): TextEdit {
  const style = styleOf(text);
  const last = items.at(-1);
  if (last === undefined) return fillEmpty(text, open, style, additions);
  const lead = leadOf(text, open, items, style);
  const colon = 'keyEnd' in last ? colonOf(text, last, style) : style.colon;
  const base = lead.includes('\n') ? lead.slice(lead.lastIndexOf('\n') + 1) : undefined;
  const added = additions.map((item) => `,${lead}${itemText(item, { ...style, colon }, base)}`);
  return { start: last.end, end: last.end, text: added.join('') };
}

/** Removes the items at `indices` with the commas that go with them. */
export function removeItems(
  text: string,
  open: number,
  items: readonly (JsonRange | JsonMember)[],
  indices: ReadonlySet<number>,
): TextEdit[] {
  if (indices.size === items.length) return [{ start: open + 1, end: closeOf(text, open, items), text: '' }];
  const firstKept = items.findIndex((_, index) => !indices.has(index));
  return items.flatMap((item, index) => {
    if (!indices.has(index)) return [];
    const [before, after] = [items[index - 1], items[index + 1]];
    if (index > firstKept && before !== undefined) return [{ start: before.end, end: item.end, text: '' }];
    return [{ start: startOf(item), end: after === undefined ? item.end : startOf(after), text: '' }];
  });
}

/** The offset of the closing bracket. */
export function closeOf(text: string, open: number, items: readonly JsonRange[]): number {
  return skipSpace(text, items.at(-1)?.end ?? open + 1);
}

function fillEmpty(text: string, open: number, style: JsonStyle, additions: readonly Addition[]): TextEdit {
  const end = closeOf(text, open, []);
  if (style.indent === undefined) {
    return { start: open + 1, end, text: additions.map((item) => itemText(item, style, undefined)).join(style.comma) };
  }
  const outer = lineIndent(text, open);
  const inner = outer + style.indent;
  const lines = additions.map((item) => `${style.eol}${inner}${itemText(item, style, inner)}`);
  return { start: open + 1, end, text: `${lines.join(',')}${style.eol}${outer}` };
}

function itemText(item: Addition, style: JsonStyle, base: string | undefined): string {
  const value = item.text(style, base);
  return item.key === undefined ? value : JSON.stringify(item.key) + style.colon + value;
}

/** The space that stands before the last item, after its comma or bracket. */
function leadOf(text: string, open: number, items: readonly JsonRange[], style: JsonStyle): string {
  const last = items.at(-1);
  const before = items.at(-2);
  if (last === undefined) return '';
  if (before !== undefined) return text.slice(skipSpace(text, before.end) + 1, startOf(last));
  const lead = text.slice(open + 1, startOf(last));
  return lead.includes('\n') ? lead : style.comma.slice(1);
}

function colonOf(text: string, member: JsonMember, style: JsonStyle): string {
  const colon = text.slice(member.keyEnd, member.start);
  return colon.includes('\n') ? style.colon : colon;
}

function startOf(item: JsonRange | JsonMember): number {
  return 'keyStart' in item ? item.keyStart : item.start;
}

/** The space at the beginning of the line in which `offset` stands. */
function lineIndent(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
