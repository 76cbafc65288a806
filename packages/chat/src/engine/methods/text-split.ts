// Cutting strings apart.

import { valueError } from '../failure.js';
import { slice } from '../text.js';
import { textOf } from '../traced.js';
import type { Text } from '../values.js';
import { endsLine, isSpace, skipBackward, skipForward, type Strips } from '../white-space.js';

/** str.strip, lstrip and rstrip; `characters`: what to strip instead of white space. */
export function strip(text: Text, characters: string | undefined, sides: 'both' | 'left' | 'right' = 'both'): Text {
  const own = textOf(text);
  const strips = characters === undefined ? isSpace : stripsAmong(characters);
  const begin = sides === 'right' ? 0 : skipForward(own, 0, strips);
  const end = sides === 'left' ? own.length : skipBackward(own, own.length, strips, begin);
  return slice(text, begin, end);
}

/** Pairs of surrogates are stripped by halves, which comes out right unless two characters share one. */
function stripsAmong(characters: string): Strips {
  const units = new Set(Array.from({ length: characters.length }, (_, index) => characters.charCodeAt(index)));
  return (unit) => units.has(unit);
}

/** str.split; `limit` below 0: no limit. */
export function split(text: Text, separator: string | undefined, limit: number): Text[] {
  if (separator === undefined) return splitWords(text, limit);
  if (separator === '') throw valueError('empty separator');
  const own = textOf(text);
  const parts: Text[] = [];
  let at = 0;
  for (let found = own.indexOf(separator); found >= 0 && parts.length !== limit; found = own.indexOf(separator, at)) {
    parts.push(slice(text, at, found));
    at = found + separator.length;
  }
  parts.push(slice(text, at, own.length));
  return parts;
}

function splitWords(text: Text, limit: number): Text[] {
  const own = textOf(text);
  const parts: Text[] = [];
  let at = skipForward(own, 0);
  while (at < own.length) {
    const end = parts.length === limit ? skipBackward(own, own.length) : skipForward(own, at, (unit) => !isSpace(unit));
    parts.push(slice(text, at, end));
    at = skipForward(own, end);
  }
  return parts;
}

/** str.rsplit. */
export function splitFromRight(text: Text, separator: string | undefined, limit: number): Text[] {
  if (limit < 0) return split(text, separator, limit);
  if (separator === undefined) return splitWordsFromRight(text, limit);
  if (separator === '') throw valueError('empty separator');
  const own = textOf(text);
  const parts: Text[] = [];
  let end = own.length;
  while (parts.length < limit) {
    const found = end < separator.length ? -1 : own.lastIndexOf(separator, end - separator.length);
    if (found < 0) break;
    parts.push(slice(text, found + separator.length, end));
    end = found;
  }
  parts.push(slice(text, 0, end));
  return parts.toReversed();
}

function splitWordsFromRight(text: Text, limit: number): Text[] {
  const own = textOf(text);
  const parts: Text[] = [];
  let end = skipBackward(own, own.length);
  while (end > 0) {
    const begin = parts.length === limit ? skipForward(own, 0) : skipBackward(own, end, (unit) => !isSpace(unit));
    parts.push(slice(text, begin, end));
    end = parts.length > limit ? 0 : skipBackward(own, begin);
  }
  return parts.toReversed();
}

/** str.splitlines. */
export function splitLines(text: Text, keepEnds: boolean): Text[] {
  const own = textOf(text);
  const parts: Text[] = [];
  for (let begin = 0; begin < own.length;) {
    const end = skipForward(own, begin, (unit) => !endsLine(unit));
    const next = own.startsWith('\r\n', end) ? end + 2 : end + 1;
    parts.push(slice(text, begin, keepEnds ? Math.min(next, own.length) : end));
    begin = next;
  }
  return parts;
}

/** str.partition and rpartition: before, separator, after. */
export function partition(text: Text, separator: string, last: boolean): readonly [Text, Text, Text] {
  if (separator === '') throw valueError('empty separator');
  const own = textOf(text);
  const at = last ? own.lastIndexOf(separator) : own.indexOf(separator);
  if (at < 0) return last ? ['', '', text] : [text, '', ''];
  const end = at + separator.length;
  return [slice(text, 0, at), slice(text, at, end), slice(text, end, own.length)];
}
