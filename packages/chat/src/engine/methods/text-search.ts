// Finding and replacing within strings; indices are code points outside, UTF-16 units inside.

import { codePointCount, codePointIndex, concatAll, derived, slice, unitIndex } from '../text.js';
import { textOf } from '../traced.js';
import { expectIndex } from '../signature.js';
import type { Text, Value } from '../values.js';

/** The part [`begin`, `end`) of a string in code points, as UTF-16 units; negative ones count from the end. */
export function unitsOf(text: string, begin: Value | undefined, end: Value | undefined): readonly [number, number] {
  if ((begin === undefined || begin === null) && (end === undefined || end === null)) return [0, text.length];
  const length = codePointCount(text);
  const clamp = (index: number): number => Math.max(0, Math.min(length, index < 0 ? index + length : index));
  const first = expectIndex(begin, 0);
  if (first > length) return [text.length + 1, text.length];
  return [unitIndex(text, clamp(first)), unitIndex(text, clamp(expectIndex(end, length)))];
}

/** str.find and str.rfind: a code point index, or -1. */
export function find(text: string, wanted: string, [begin, end]: readonly [number, number], last: boolean): number {
  if (begin > end) return -1;
  const part = text.slice(begin, end);
  const at = last ? part.lastIndexOf(wanted) : part.indexOf(wanted);
  return at < 0 ? -1 : codePointIndex(text, begin + at);
}

export function countOf(text: string, wanted: string, [begin, end]: readonly [number, number]): number {
  if (begin > end) return 0;
  const part = text.slice(begin, end);
  return wanted === '' ? codePointCount(part) + 1 : part.split(wanted).length - 1;
}

/** str.replace; `limit` below 0: all. */
export function replace(text: Text, old: Text, next: Text, limit = -1): Text {
  const own = textOf(text);
  const wanted = textOf(old);
  if (limit === 0 || (wanted !== '' && !own.includes(wanted))) return text;
  if (typeof text !== 'string' && text.origin === undefined && wanted !== '')
    return replaceTraced(text, wanted, next, limit);
  const replacement = textOf(next);
  const result =
    wanted === '' || limit > 0 ? replaceSome(own, wanted, replacement, limit) : own.split(wanted).join(replacement);
  return typeof text === 'string' ? (typeof next === 'string' ? result : derived(result, next)) : derived(result, text);
}

function replaceSome(text: string, wanted: string, replacement: string, limit: number): string {
  const pieces = wanted === '' ? ['', ...Array.from(text), ''] : text.split(wanted);
  const count = limit < 0 ? pieces.length - 1 : Math.min(limit, pieces.length - 1);
  const head = pieces.slice(0, count + 1);
  return head.join(replacement) + (count < pieces.length - 1 ? wanted : '') + pieces.slice(count + 1).join(wanted);
}

/** In a text of several origins what stays keeps its own. */
function replaceTraced(text: Text, wanted: string, next: Text, limit: number): Text {
  const own = textOf(text);
  const parts: Text[] = [];
  let at = 0;
  for (let found = own.indexOf(wanted); found >= 0 && limit !== 0; found = own.indexOf(wanted, at)) {
    parts.push(slice(text, at, found), next);
    at = found + wanted.length;
    --limit;
  }
  parts.push(slice(text, at, own.length));
  return concatAll(parts);
}
