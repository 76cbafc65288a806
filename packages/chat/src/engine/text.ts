// Operations on strings that keep origins, and Python's view of a string: code points, not UTF-16 units.

import { limitError } from './failure.js';
import { templateOrigin, type Origin } from './origin.js';
import { RunCollector, Traced, textOf, type Run } from './traced.js';
import type { Text } from './values.js';

/** No string grows beyond this many UTF-16 units, whatever a template asks for. */
export const maxTextLength = 1 << 26;

export function checkLength(length: number): void {
  if (length > maxTextLength) throw limitError(`a string of more than ${maxTextLength} characters`);
}

export function concat(left: Text, right: Text): Text {
  if (typeof left === 'string' && typeof right === 'string') {
    checkLength(left.length + right.length);
    return left + right;
  }
  return concatAll([left, right]);
}

export function concatAll(parts: readonly Text[]): Text {
  let text = '';
  let origin: Origin | undefined;
  let mixed = false;
  for (const part of parts) {
    const own = textOf(part);
    if (own === '') continue;
    text += own;
    checkLength(text.length);
    const from = typeof part === 'string' ? templateOrigin : part.origin;
    if (from === undefined || (origin !== undefined && origin !== from)) mixed = true;
    else origin = from;
  }
  if (mixed) return Traced.mixture(text, parts);
  return origin === undefined || origin === templateOrigin ? text : Traced.from(text, origin);
}

/** The UTF-16 units [begin, end). */
export function slice(text: Text, begin: number, end: number): Text {
  if (typeof text === 'string') return text.slice(begin, end);
  if (begin === 0 && end >= text.text.length) return text;
  const part = text.text.slice(begin, end);
  if (text.origin !== undefined) return Traced.from(part, text.origin);
  return Traced.ofRuns(part, cutRuns(text.runs(), begin, end));
}

function cutRuns(runs: readonly Run[], begin: number, end: number): readonly Run[] {
  const collector = new RunCollector();
  let at = 0;
  for (const run of runs) {
    const length = Math.min(run.end, end) - Math.max(at, begin);
    if (length > 0) collector.add(length, run.origin);
    at = run.end;
  }
  return collector.runs;
}

/** `result`, computed from `source` as a whole: it counts as coming from what of `source` is least trusted. */
export function derived(result: string, source: Text): Text {
  const origin = weakestOrigin(source);
  return origin === templateOrigin ? result : Traced.from(result, origin);
}

export function weakestOrigin(source: Text): Origin {
  if (typeof source === 'string') return templateOrigin;
  if (source.origin !== undefined) return source.origin;
  const origins = source.runs().map(({ origin }) => origin);
  return origins.find(({ trusted }) => !trusted) ?? origins.find((each) => each !== templateOrigin) ?? templateOrigin;
}

/** `text` with every origin replaced. */
export function mapOrigins(text: Text, change: (origin: Origin) => Origin): Text {
  if (typeof text === 'string')
    return Traced.ofRuns(text, text === '' ? [] : [{ end: text.length, origin: change(templateOrigin) }]);
  const collector = new RunCollector();
  let at = 0;
  for (const { end, origin } of text.runs()) {
    collector.add(end - at, change(origin));
    at = end;
  }
  return Traced.ofRuns(text.text, collector.runs);
}

const surrogate = /[\ud800-\udfff]/;

/** Whether UTF-16 units and code points of `text` differ. */
export function hasSurrogates(text: string): boolean {
  return surrogate.test(text);
}

/** len(text). */
export function codePointCount(text: string): number {
  if (!hasSurrogates(text)) return text.length;
  let count = 0;
  for (const _ of text) ++count;
  return count;
}

/** The UTF-16 index of code point `index`, which may be behind the end. */
export function unitIndex(text: string, index: number): number {
  if (!hasSurrogates(text)) return Math.min(index, text.length);
  let unit = 0;
  for (let count = 0; count < index && unit < text.length; ++count) unit += unitsAt(text, unit);
  return unit;
}

/** The code point index of the UTF-16 index `unit`. */
export function codePointIndex(text: string, unit: number): number {
  return hasSurrogates(text) ? codePointCount(text.slice(0, unit)) : unit;
}

function unitsAt(text: string, unit: number): number {
  return (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
}

/** The characters of `text`, one string each. */
export function characters(text: Text): Text[] {
  const own = textOf(text);
  const parts: Text[] = [];
  for (let unit = 0; unit < own.length;) {
    const next = unit + unitsAt(own, unit);
    parts.push(slice(text, unit, next));
    unit = next;
  }
  return parts;
}

/** Python's order of strings: by code points. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; ++index) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return rank(a) - rank(b);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
