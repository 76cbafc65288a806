// Where things stand in a JSON text that a strict reader has taken already: fast, because nothing is checked again.

import type { MemberRange } from '@tokengraft/documents';

const [quote, comma, backslash] = [0x22, 0x2c, 0x5c];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

export interface ValidMembers {
  readonly ranges: ReadonlyMap<string, MemberRange>;
  /** Members of the member that was to be looked into. */
  readonly inside: ReadonlyMap<string, MemberRange>;
  /** Behind the closing brace. */
  readonly end: number;
}

/**
 * The values of the members of the object whose brace stands at `start`, and of those of its member `into`. Keys are as
 * they are written; of equal ones the last counts, as for most readers. REQUIRES: `text` is valid JSON.
 */
export function membersOfValidObject(text: string, start: number, into?: string): ValidMembers {
  const ranges = new Map<string, MemberRange>();
  let inside: ReadonlyMap<string, MemberRange> = new Map();
  let at = skipSpace(text, start + 1);
  while (text.charCodeAt(at) === quote) {
    const keyEnd = endOfString(text, at);
    const key = text.slice(at + 1, keyEnd - 1);
    const value = skipSpace(text, text.indexOf(':', keyEnd) + 1);
    const nested = key === into && text.charCodeAt(value) === openBrace ? membersOfValidObject(text, value) : undefined;
    const end = nested?.end ?? endOfValue(text, value);
    if (nested !== undefined) inside = nested.ranges;
    ranges.set(key, { start: value, end });
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === comma) at = skipSpace(text, at + 1);
  }
  return { ranges, inside, end: at + 1 };
}

function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === quote) return endOfString(text, start);
  if (first === openBracket || first === openBrace) return endOfContainer(text, start);
  let at = start;
  while (at < text.length && !isSeparator(text.charCodeAt(at))) at += 1;
  return at;
}

/** One character after the other: a search for the end of each string costs more where strings are tokens. */
function endOfContainer(text: string, start: number): number {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) inString = !inString;
    else if (inString) at += code === backslash ? 1 : 0;
    else if (code === openBracket || code === openBrace) depth += 1;
    else if ((code === closeBracket || code === closeBrace) && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Behind numbers and words. */
function isSeparator(code: number): boolean {
  return isSpace(code) || code === comma || code === closeBracket || code === closeBrace;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

/** Behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let begin = at;
  while (text.charCodeAt(begin - 1) === backslash) begin -= 1;
  return (at - begin) % 2 === 1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
