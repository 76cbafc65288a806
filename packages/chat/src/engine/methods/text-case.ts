// Upper and lower case, and what kinds of characters a string is made of.

import { derived } from '../text.js';
import { textOf } from '../traced.js';
import type { Text } from '../values.js';

export function upper(text: Text): Text {
  return derived(textOf(text).toUpperCase(), text);
}

export function lower(text: Text): Text {
  return derived(textOf(text).toLowerCase(), text);
}

/** The first character in title case, the rest in lower case. */
export function capitalize(text: Text): Text {
  return derived(capitalized(textOf(text)), text);
}

function capitalized(text: string): string {
  const [first = ''] = text;
  return titleCase(first) + text.slice(first.length).toLowerCase();
}

const digraphs: Readonly<Record<string, string>> = { ǆ: 'ǅ', Ǆ: 'ǅ', ǉ: 'ǈ', Ǉ: 'ǈ', ǌ: 'ǋ', Ǌ: 'ǋ', ǳ: 'ǲ', Ǳ: 'ǲ' };

function titleCase(character: string): string {
  const digraph = digraphs[character];
  if (digraph !== undefined) return digraph;
  const [first = '', ...rest] = character.toUpperCase();
  return first + rest.join('').toLowerCase();
}

const casedRun = /[\p{Lu}\p{Ll}\p{Lt}]+/gu;

/** str.title: every run of cased letters is a word. */
export function title(text: Text): Text {
  return derived(textOf(text).replace(casedRun, capitalized), text);
}

export function swapCase(text: Text): Text {
  const swapped = Array.from(textOf(text), (character) =>
    character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase(),
  );
  return derived(swapped.join(''), text);
}

const cased = /[\p{Uppercase}\p{Lowercase}\p{Lt}]/u;

/** Has cased characters, and all of them are lower case. */
export function isLower(text: string): boolean {
  return cased.test(text) && !/[\p{Uppercase}\p{Lt}]/u.test(text);
}

export function isUpper(text: string): boolean {
  return cased.test(text) && !/[\p{Lowercase}\p{Lt}]/u.test(text);
}

export function isTitle(text: string): boolean {
  return cased.test(text) && textOf(title(text)) === text;
}

/** The tests of str that ask the same of every character; an empty string passes none of them. */
export const characterTests: Readonly<Record<string, RegExp>> = {
  isalpha: /^\p{L}+$/u,
  isdigit: /^[\p{Nd}\u00b2\u00b3\u00b9\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490]+$/u,
  isdecimal: /^\p{Nd}+$/u,
  isnumeric: /^\p{N}+$/u,
  isalnum: /^[\p{L}\p{N}]+$/u,
  // oxlint-disable-next-line no-control-regex -- Python counts these as white space
  isspace: /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/,
  isidentifier: /^[\p{ID_Start}_][\p{ID_Continue}]*$/u,
};
