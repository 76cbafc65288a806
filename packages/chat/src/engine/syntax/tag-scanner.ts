// The words between the marks of a tag.

import { isSpace } from '../white-space.js';
import type { Lexer } from './lexer.js';
import { unescape } from './unescape.js';

// The forms of jinja2's lexer. Each alternative is decided by its next character, so none can backtrack far.
const float = /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integer = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;
const name = /[\p{ID_Continue}\p{N}]+/uy;
const identifier = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const operator = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y;
const closing: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };

/** Reads tokens up to the closing mark and answers with the place behind it, or undefined where the source ends before. */
export function scanTag(lexer: Lexer, kind: 'block' | 'variable'): number | undefined {
  const open: string[] = [];
  while (lexer.at < lexer.source.length) {
    const end = open.length === 0 ? lexer.tagEnd(kind) : undefined;
    if (end !== undefined) return end;
    const unit = lexer.source.charCodeAt(lexer.at);
    if (isSpace(unit)) lexer.moveTo(lexer.at + 1);
    else if (unit === 0x22 || unit === 0x27) scanString(lexer, unit);
    else if (!scanNumber(lexer) && !scanName(lexer)) scanOperator(lexer, open);
  }
  return undefined;
}

function match(pattern: RegExp, lexer: Lexer): string | undefined {
  pattern.lastIndex = lexer.at;
  return pattern.exec(lexer.source)?.[0];
}

function scanNumber(lexer: Lexer): boolean {
  const first = lexer.source.charCodeAt(lexer.at);
  if (first < 0x30 || first > 0x39) return false;
  const real = lexer.source[lexer.at - 1] === '.' ? undefined : match(float, lexer);
  const digits = real ?? match(integer, lexer) ?? '';
  lexer.push(real === undefined ? 'integer' : 'float', digits.replaceAll('_', ''));
  lexer.moveTo(lexer.at + digits.length);
  return true;
}

function scanName(lexer: Lexer): boolean {
  const word = match(name, lexer);
  if (word === undefined) return false;
  if (!identifier.test(word)) lexer.fail('Invalid character in identifier');
  lexer.push('name', word);
  lexer.moveTo(lexer.at + word.length);
  return true;
}

function scanString(lexer: Lexer, quote: number): void {
  const { source, at } = lexer;
  let end = at + 1;
  while (end < source.length && source.charCodeAt(end) !== quote) end += source[end] === '\\' ? 2 : 1;
  if (end >= source.length) lexer.fail(`unexpected char ${JSON.stringify(source[at])} at ${at}`);
  const value = unescape(source.slice(at + 1, end));
  if (value === undefined) lexer.fail('a string with an escape that is cut short or names no character');
  lexer.push('string', value);
  lexer.moveTo(end + 1);
}

function scanOperator(lexer: Lexer, open: string[]): void {
  const found = match(operator, lexer);
  if (found === undefined) lexer.fail(`unexpected char ${JSON.stringify(lexer.source[lexer.at])} at ${lexer.at}`);
  const close = closing[found];
  if (close !== undefined) open.push(close);
  if (found === '}' || found === ')' || found === ']') {
    const expected = open.pop();
    if (expected !== found)
      lexer.fail(`unexpected '${found}'${expected === undefined ? '' : `, expected '${expected}'`}`);
  }
  lexer.push('operator', found);
  lexer.moveTo(lexer.at + found.length);
}
