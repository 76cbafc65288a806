// Escapes of string literals, as Python's `unicode-escape` reads them.

const single: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** The string that the text between quotes means, or undefined for an escape that Python refuses. */
export function unescape(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  let result = '';
  for (let at = 0; at < text.length;) {
    const next = text.indexOf('\\', at);
    if (next < 0) return result + text.slice(at);
    const escaped = readEscape(text, next + 1);
    if (escaped === undefined) return undefined;
    result += text.slice(at, next) + escaped.text;
    at = escaped.end;
  }
  return result;
}

interface Escaped {
  readonly text: string;
  readonly end: number;
}

function readEscape(text: string, at: number): Escaped | undefined {
  const letter = text[at];
  if (letter === undefined || letter === 'N') return undefined;
  const plain = single[letter];
  if (plain !== undefined) return { text: plain, end: at + 1 };
  const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0];
  if (octal !== undefined) return { text: String.fromCharCode(Number.parseInt(octal, 8)), end: at + octal.length };
  const count = hexDigits[letter];
  if (count === undefined) return { text: `\\${letter}`, end: at + 1 };
  const digits = text.slice(at + 1, at + 1 + count);
  if (digits.length < count || !/^[\da-f]+$/i.test(digits)) return undefined;
  const point = Number.parseInt(digits, 16);
  return point > 0x10ffff ? undefined : { text: String.fromCodePoint(point), end: at + 1 + count };
}
