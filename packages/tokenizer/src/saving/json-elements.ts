// The elements of a JSON array as pieces of its text, so that a list can be rebuilt without rewriting what stays.

/** The texts of the elements of the valid JSON array `text`, without the white space around them. */
export function splitElements(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = text.indexOf('[') + 1;
  for (let at = start - 1; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    const ends = (character === ',' && depth === 1) || depth === 0;
    if (!ends) continue;
    elements.push(text.slice(start, at).trim());
    start = at + 1;
    if (depth === 0) break;
  }
  return elements.filter((element) => element !== '');
}

/** The index of the quote that closes the string beginning at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

/** How a document spreads its values over lines. */
export interface JsonLayout {
  /** White space of one level; '' for a document on one line. */
  readonly indent: string;
  readonly newline: string;
  readonly colon: string;
  readonly comma: string;
}

/** Reads the layout off the beginning of a document that is an object. */
export function detectLayout(text: string): JsonLayout {
  const lines = /^\s*\{(\r?\n)([ \t]+)"/.exec(text);
  if (lines !== null) return { indent: lines[2] ?? '  ', newline: lines[1] ?? '\n', colon: ': ', comma: ',' };
  const spaced = /^\s*\{\s*"(?:[^"\\]|\\.)*": /.test(text);
  return { indent: '', newline: '', colon: spaced ? ': ' : ':', comma: spaced ? ', ' : ',' };
}

/** The text of an array of `elements` that stands `level` levels deep. */
export function joinElements(elements: readonly string[], level: number, layout: JsonLayout): string {
  if (elements.length === 0) return '[]';
  const between = layout.newline + layout.indent.repeat(level + 1);
  return `[${between}${elements.join(layout.comma + between)}${layout.newline}${layout.indent.repeat(level)}]`;
}

/** The text of a flat object that stands `level` levels deep. */
export function formatObject(members: Readonly<Record<string, unknown>>, level: number, layout: JsonLayout): string {
  const between = layout.newline + layout.indent.repeat(level + 1);
  const parts = Object.entries(members).map(
    ([key, value]) => JSON.stringify(key) + layout.colon + JSON.stringify(value),
  );
  return `{${between}${parts.join(layout.comma + between)}${layout.newline}${layout.indent.repeat(level)}}`;
}
