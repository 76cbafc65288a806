// Filters that make HTML: escape, xmlattr, urlize.

import { TemplateFailure, typeError, valueError } from '../failure.js';
import { quote, representation, toText } from '../formatting/text-of-value.js';
import { listOf } from '../iteration.js';
import { Undefined } from '../objects.js';
import { expectIndex, expectText, type Bound } from '../signature.js';
import type { RenderState } from '../state.js';
import { codePointCount, derived, unitIndex } from '../text.js';
import { textOf } from '../traced.js';
import { Dict, isTrue, typeName, type Text, type Value } from '../values.js';

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>'"]/g, (character) => escapes[character] ?? character);
}

export function xmlAttributes(value: Value, [autoSpace = true]: Bound, { budget }: RenderState): Text {
  if (value instanceof Undefined) value.fail();
  if (!(value instanceof Dict)) throw typeError(`'${typeName(value)}' object has no attribute 'items'`);
  const given = value.members().filter(([, each]) => each !== null && !(each instanceof Undefined));
  const joined = given.map(([key, each]) => `${attributeName(key)}="${escapeHtml(textOf(toText(each)))}"`).join(' ');
  budget.spendText(joined.length);
  return derived(isTrue(autoSpace) && joined !== '' ? ` ${joined}` : joined, representation(value));
}

function attributeName(key: Value): string {
  const name = textOf(expectText(key, 'attribute name'));
  if (/[\t-\r />=]/.test(name)) throw valueError(`Invalid character in attribute name: ${quote(name)}`);
  return escapeHtml(name);
}

const space = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const word = '\\p{L}\\p{N}_';
const spaces = new RegExp(`([${space}]+)`, 'u');
/** Python takes these for an i where case does not count; JavaScript does not. */
const i = '[i\\u0130\\u0131]';
/** jinja2.utils: a scheme or www with a host, a host of a common domain, or an address of numbers; then port and path. */
const webAddress = new RegExp(
  `^(?:(?:https?://|www\\.)(?:[${word}%-]+\\.)*(?:[a-z\\u0130\\u0131]{2,63}|xn--[${word}%]{2,59})` +
    `|(?:[${word}%-]{2,63}\\.)+(?:com|net|${i}nt|edu|gov|org|${i}nfo|m${i}l)` +
    `|https?://(?:\\p{Nd}{1,3}(?:\\.\\p{Nd}{1,3}){3}|\\[(?:[\\p{Nd}a-f]{0,4}:){2}(?:[\\p{Nd}a-f]{0,4}:?){1,6}\\]))` +
    `(?::\\p{Nd}{1,5})?(?:[/?#][^${space}]*)?$`,
  'iu',
);
const mailAddress = new RegExp(`^[^${space}]+@[${word}][${word}.-]*\\.[${word}]+$`, 'u');
const scheme = /^([\w.+-]{2,}:(\/){0,2})$/;

interface Link {
  readonly attributes: string;
  readonly limit: number | undefined;
  readonly schemes: readonly string[];
}

export function urlize(value: Value, bound: Bound, { budget }: RenderState): Text {
  const [limit = null, nofollow = false, target = null, rel = null, extra = null] = bound;
  const text = toText(value);
  budget.spendText(8 * textOf(text).length);
  const rels = new Set(rel === null ? [] : textOf(expectText(rel, 'rel')).split(/\s+/).filter(Boolean));
  if (isTrue(nofollow)) rels.add('nofollow');
  rels.add('noopener');
  const link: Link = {
    attributes: ` rel="${escapeHtml([...rels].sort().join(' '))}"${targetOf(target)}`,
    limit: limit === null ? undefined : expectIndex(limit, 0),
    schemes: extra === null ? [] : listOf(extra, budget).map(schemeOf),
  };
  const words = escapeHtml(textOf(text)).split(spaces);
  return derived(words.map((each) => linkWord(each, link)).join(''), text);
}

function targetOf(target: Value): string {
  return isTrue(target) ? ` target="${escapeHtml(textOf(toText(target)))}"` : '';
}

function schemeOf(value: Value): string {
  const text = textOf(expectText(value, 'scheme'));
  if (scheme.test(text)) return text;
  throw new TemplateFailure('FilterArgumentError', `${quote(text)} is not a valid URI scheme prefix.`);
}

function linkWord(whole: string, link: Link): string {
  const head = /^(?:[(<]|&lt;)+/.exec(whole)?.[0] ?? '';
  const [middle, tail] = balance(...cutTail(whole.slice(head.length)));
  return head + linkMiddle(middle, link) + tail;
}

/** Closing marks that end the word stand behind the address. */
function cutTail(text: string): [string, string] {
  let end = text.length;
  for (;;) {
    if (text.startsWith('&gt;', end - 4) && end >= 4) end -= 4;
    else if (end > 0 && ')>.,\n'.includes(text[end - 1] ?? ' ')) --end;
    else return [text.slice(0, end), text.slice(end)];
  }
}

/** Brackets that the address opens are closed by what was cut off. */
function balance(middle: string, tail: string): [string, string] {
  for (const [open, close] of [
    ['(', ')'],
    ['<', '>'],
    ['&lt;', '&gt;'],
  ] as const) {
    const opened = countOf(middle, open);
    if (opened <= countOf(middle, close)) continue;
    for (let left = Math.min(opened, countOf(tail, close)); left > 0; --left) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return [middle, tail];
}

function countOf(text: string, part: string): number {
  return text.split(part).length - 1;
}

function linkMiddle(middle: string, { attributes, limit, schemes }: Link): string {
  if (webAddress.test(middle)) {
    const address = /^https?:\/\//.test(middle) ? middle : `https://${middle}`;
    return `<a href="${address}"${attributes}>${shorten(middle, limit)}</a>`;
  }
  if (middle.startsWith('mailto:') && mailAddress.test(middle.slice(7))) {
    return `<a href="${middle}">${middle.slice(7)}</a>`;
  }
  if (middle.includes('@') && !middle.startsWith('www.') && !middle.includes(':') && mailAddress.test(middle)) {
    return `<a href="mailto:${middle}">${middle}</a>`;
  }
  return schemes.reduce(
    (text, each) => (text !== each && text.startsWith(each) ? `<a href="${text}"${attributes}>${text}</a>` : text),
    middle,
  );
}

function shorten(text: string, limit: number | undefined): string {
  if (limit === undefined || codePointCount(text) <= limit) return text;
  const end = limit < 0 ? Math.max(0, codePointCount(text) + limit) : limit;
  return `${text.slice(0, unitIndex(text, end))}...`;
}

export function escapeFilter(value: Value): Text {
  const text = toText(value);
  return derived(escapeHtml(textOf(text)), text);
}
