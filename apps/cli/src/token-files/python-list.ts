// A bracketed list of quoted strings as Python prints one: ['a', "it's", 'tab\t'].

import type { ReadTokens } from './read-tokens.js';
import { lineAt, tokenFileError } from './token-file-error.js';

export const readPythonList: ReadTokens = (text, file) => {
  const tokens: string[] = [];
  const end = text.trimEnd().length;
  let at = text.indexOf('[') + 1;
  for (at = skipSpace(text, at); text[at] !== ']'; at = skipSpace(text, at)) {
    const { token, next } = readString(text, at, file);
    tokens.push(token);
    at = skipSpace(text, next);
    if (text[at] === ',') at++;
    else if (text[at] !== ']') refuse(text, at, file, 'expected a comma or the closing bracket');
  }
  if (at + 1 !== end) refuse(text, at + 1, file, 'expected the end of the file behind the closing bracket');
  if (tokens.includes('')) throw tokenFileError(file, undefined, 'it holds an empty string; remove it');
  return { tokens, notes: [] };
};

const space = /\s*/y;

function skipSpace(text: string, at: number): number {
  space.lastIndex = at;
  return at + (space.exec(text)?.[0].length ?? 0);
}

/** A quoted string: the quote, then escapes, characters, and the same quote. */
const quoted = /[uU]?(?:'((?:[^'\\\n]|\\[^])*)'|"((?:[^"\\\n]|\\[^])*)")/y;

function readString(text: string, at: number, file: string): { readonly token: string; readonly next: number } {
  quoted.lastIndex = at;
  const match = quoted.exec(text);
  if (match === null) return refuse(text, at, file, 'expected a quoted string');
  const body = match[1] ?? match[2] ?? '';
  const token = body.replaceAll(
    escape,
    (sequence) => unescape(sequence) ?? refuse(text, at, file, `unknown escape ${sequence}`),
  );
  return { token, next: at + match[0].length };
}

const escape = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|\r\n|[^])/g;

const simpleEscapes: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
  '\r\n': '',
};

/** What an escape sequence stands for; undefined for one that Python does not have. */
function unescape(sequence: string): string | undefined {
  const body = sequence.slice(1);
  const simple = Object.hasOwn(simpleEscapes, body) ? simpleEscapes[body] : undefined;
  if (simple !== undefined) return simple;
  const code = /^[0-7]/.test(body) ? parseInt(body, 8) : /^[xuU]./.test(body) ? parseInt(body.slice(1), 16) : NaN;
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function refuse(text: string, at: number, file: string, what: string): never {
  const found = text.slice(at, at + 20).split('\n')[0] ?? '';
  throw tokenFileError(file, lineAt(text, at), `${what}, found ${found === '' ? 'the end' : JSON.stringify(found)}`);
}
