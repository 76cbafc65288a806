// The elements of a JSON array as pieces of its text, so that a list can be rebuilt without rewriting what stays.

const [quote, comma, openBracket, closeBracket, openBrace, closeBrace] = [0x22, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d];
const backslash = 0x5c;

/** The texts of the elements of the valid JSON array `text`, without the white space around them. */
export function splitElements(text: string): string[] {
  const elements: string[] = [];
  let depth = 0;
  let start = text.indexOf('[') + 1;
  for (let at = start - 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === openBracket || code === openBrace) depth++;
    else if (code === closeBracket || code === closeBrace) depth--;
    const ends = (code === comma && depth === 1) || depth === 0;
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
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
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

/** The text of an array of `elements` that stands `level` levels deep, in parts: joined, they are the text. */
export function* joinElements(elements: Iterable<string>, level: number, layout: JsonLayout): Generator<string> {
  const lead = layout.newline + layout.indent.repeat(level + 1);
  let before = `[${lead}`;
  let part: string[] = [];
  for (const element of elements) {
    part.push(before, element);
    before = layout.comma + lead;
    if (part.length < piecesPerPart) continue;
    yield part.join('');
    part = [];
  }
  if (before === `[${lead}`) yield '[]';
  else yield `${part.join('')}${layout.newline}${layout.indent.repeat(level)}]`;
}

/** Some hundred kilobytes of added tokens. */
const piecesPerPart = 4096;

/** The text of a flat object that stands `level` levels deep. */
export function formatObject(members: Readonly<Record<string, unknown>>, level: number, layout: JsonLayout): string {
  const between = layout.newline + layout.indent.repeat(level + 1);
  const parts = Object.entries(members).map(
    ([key, value]) => JSON.stringify(key) + layout.colon + JSON.stringify(value),
  );
  return `{${between}${parts.join(layout.comma + between)}${layout.newline}${layout.indent.repeat(level)}}`;
}
