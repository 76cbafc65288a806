// The methods of str.

import type { Budget } from '../budget.js';
import { TemplateFailure, typeError, valueError } from '../failure.js';
import { formatBraces, type Access } from '../formatting/braces.js';
import { pad } from '../formatting/specification.js';
import { listOf } from '../iteration.js';
import { bind, expectIndex, expectText, method } from '../signature.js';
import { codePointCount, concatAll, derived, slice } from '../text.js';
import { textOf } from '../traced.js';
import { Callable } from '../objects.js';
import { Dict, isText, isTrue, List, Tuple, typeName, type Text, type Value } from '../values.js';
import { capitalize, characterTests, isLower, isTitle, isUpper, lower, swapCase, title, upper } from './text-case.js';
import { countOf, find, replace, unitsOf } from './text-search.js';
import { partition, split, splitFromRight, splitLines, strip } from './text-split.js';

type TextMethod = (text: Text, budget: Budget, access: Access) => Callable;

/** The method `name` of `text`, or undefined if str has none of that name. */
export function textMethod(text: Text, name: string, budget: Budget, access: Access): Callable | undefined {
  const make = Object.hasOwn(textMethods, name) ? textMethods[name] : undefined;
  if (make === undefined) return undefined;
  const bound = make(text, budget, access);
  return new Callable(name, (positional, keywords) => {
    budget.spendText(textOf(text).length);
    return bound.call(positional, keywords);
  });
}

const textMethods: Readonly<Record<string, TextMethod>> = {
  strip: stripper('strip', 'both'),
  lstrip: stripper('lstrip', 'left'),
  rstrip: stripper('rstrip', 'right'),
  split: splitter('split', split),
  rsplit: splitter('rsplit', splitFromRight),
  splitlines: (text) =>
    new Callable('splitlines', (positional, keywords) => {
      const [keep = false] = bind('splitlines', ['keepends'], positional, keywords);
      return new List(splitLines(text, isTrue(keep)));
    }),
  partition: (text) =>
    method(
      'partition',
      1,
      1,
      ([separator]) => new Tuple(partition(text, textOf(expectText(separator, 'separator')), false)),
    ),
  rpartition: (text) =>
    method(
      'rpartition',
      1,
      1,
      ([separator]) => new Tuple(partition(text, textOf(expectText(separator, 'separator')), true)),
    ),
  replace: (text, budget) =>
    method('replace', 2, 3, ([old, next, limit]) => {
      const [from, to] = [expectText(old, 'replace() argument 1'), expectText(next, 'replace() argument 2')];
      return replaceWithin(text, from, to, expectIndex(limit, -1), budget);
    }),
  find: finder('find', false, false),
  rfind: finder('rfind', true, false),
  index: finder('index', false, true),
  rindex: finder('rindex', true, true),
  count: (text) =>
    method('count', 1, 3, ([wanted, begin, end]) =>
      countOf(textOf(text), textOf(expectText(wanted, 'count() argument 1')), unitsOf(textOf(text), begin, end)),
    ),
  startswith: affixTest('startswith', (part, affix) => part.startsWith(affix)),
  endswith: affixTest('endswith', (part, affix) => part.endsWith(affix)),
  removeprefix: (text) =>
    method('removeprefix', 1, 1, ([prefix]) => {
      const affix = textOf(expectText(prefix, 'removeprefix() argument'));
      return textOf(text).startsWith(affix) ? slice(text, affix.length, textOf(text).length) : text;
    }),
  removesuffix: (text) =>
    method('removesuffix', 1, 1, ([suffix]) => {
      const affix = textOf(expectText(suffix, 'removesuffix() argument'));
      return textOf(text).endsWith(affix) ? slice(text, 0, textOf(text).length - affix.length) : text;
    }),
  join: (text, budget) => method('join', 1, 1, ([items = null]) => join(text, listOf(items, budget), budget)),
  format: (text, _, access) =>
    new Callable('format', (positional, keywords) => formatBraces(text, positional, keywords, access)),
  format_map: (text, _, access) =>
    method('format_map', 1, 1, ([mapping]) => {
      if (!(mapping instanceof Dict)) throw typeError('format_map() argument must be a mapping');
      const named = mapping.members().flatMap(([key, value]) => (isText(key) ? [[textOf(key), value] as const] : []));
      return formatBraces(text, [], new Map(named), access);
    }),
  upper: plain('upper', upper),
  lower: plain('lower', lower),
  casefold: plain('casefold', (text) =>
    derived(textOf(text).replaceAll('ß', 'ss').replaceAll('ẞ', 'ss').toLowerCase(), text),
  ),
  capitalize: plain('capitalize', capitalize),
  title: plain('title', title),
  swapcase: plain('swapcase', swapCase),
  center: padder('center', '^'),
  ljust: padder('ljust', '<'),
  rjust: padder('rjust', '>'),
  zfill: (text) => method('zfill', 1, 1, ([width]) => fillZeros(text, expectIndex(width, 0))),
  expandtabs: (text) =>
    new Callable('expandtabs', (positional, keywords) => {
      const [size] = bind('expandtabs', ['tabsize'], positional, keywords);
      return derived(expandTabs(textOf(text), expectIndex(size, 8)), text);
    }),
  islower: plain('islower', (text) => isLower(textOf(text))),
  isupper: plain('isupper', (text) => isUpper(textOf(text))),
  istitle: plain('istitle', (text) => isTitle(textOf(text))),
  // eslint-disable-next-line no-control-regex
  isascii: plain('isascii', (text) => /^[\x00-\x7f]*$/.test(textOf(text))),
  isprintable: plain('isprintable', (text) => !/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(textOf(text))),
  ...Object.fromEntries(
    Object.entries(characterTests).map(([name, pattern]) => [name, plain(name, (text) => pattern.test(textOf(text)))]),
  ),
};

function plain(name: string, run: (text: Text) => Value): TextMethod {
  return (text) => method(name, 0, 0, () => run(text));
}

function stripper(name: string, sides: 'both' | 'left' | 'right'): TextMethod {
  return (text) =>
    method(name, 0, 1, ([characters]) => {
      const given = characters === undefined || characters === null;
      return strip(text, given ? undefined : textOf(expectText(characters, `${name} arg`)), sides);
    });
}

function splitter(name: string, run: typeof split): TextMethod {
  return (text) =>
    new Callable(name, (positional, keywords) => {
      const [separator, limit] = bind(name, ['sep', 'maxsplit'], positional, keywords);
      const words = separator === undefined || separator === null;
      return new List(run(text, words ? undefined : textOf(expectText(separator, 'sep')), expectIndex(limit, -1)));
    });
}

function finder(name: string, last: boolean, strict: boolean): TextMethod {
  return (text) =>
    method(name, 1, 3, ([wanted, begin, end]) => {
      const own = textOf(text);
      const at = find(own, textOf(expectText(wanted, `${name}() argument 1`)), unitsOf(own, begin, end), last);
      if (at < 0 && strict) throw valueError('substring not found');
      return at;
    });
}

function affixTest(name: string, fits: (part: string, affix: string) => boolean): TextMethod {
  return (text) =>
    method(name, 1, 3, ([affix = null, begin, end]) => {
      const [from, to] = unitsOf(textOf(text), begin, end);
      const part = textOf(text).slice(from, to);
      if (from > to) return false;
      if (!isText(affix) && !(affix instanceof Tuple)) {
        throw typeError(`${name} first arg must be str or a tuple of str, not ${typeName(affix)}`);
      }
      const affixes = affix instanceof Tuple ? affix.items : [affix];
      return affixes.some((each) => fits(part, textOf(expectText(each, `tuple for ${name}`))));
    });
}

function padder(name: string, align: string): TextMethod {
  return (text) =>
    method(name, 1, 2, ([width, fill = ' ']) => {
      const filler = textOf(expectText(fill, 'fill character'));
      if (codePointCount(filler) !== 1) throw typeError('The fill character must be exactly one character long');
      return name === 'center'
        ? center(text, expectIndex(width, 0), filler)
        : pad(text, filler, align, expectIndex(width, 0));
    });
}

/** Python puts the odd space left when the width is odd. */
export function center(text: Text, width: number, fill = ' '): Text {
  const padded = codePointCount(textOf(text));
  const missing = width - padded;
  if (missing <= 0) return text;
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return pad(pad(text, fill, '>', padded + left), fill, '<', width);
}

function fillZeros(text: Text, width: number): Text {
  const sign = /^[-+]/.test(textOf(text)) ? 1 : 0;
  const rest = slice(text, sign, textOf(text).length);
  return concatAll([slice(text, 0, sign), pad(rest, '0', '>', width - sign)]);
}

function expandTabs(text: string, size: number): string {
  let column = 0;
  let result = '';
  for (const character of text) {
    const spaces = size > 0 ? size - (column % size) : 0;
    result += character === '\t' ? ' '.repeat(spaces) : character;
    column = character === '\n' || character === '\r' ? 0 : column + (character === '\t' ? spaces : 1);
  }
  return result;
}

/** Replaces and pays for what comes out. */
export function replaceWithin(text: Text, old: Text, next: Text, limit: number, budget: Budget): Text {
  const own = textOf(text);
  const found = textOf(old) === '' ? own.length + 1 : 0;
  const grows = textOf(next).length > textOf(old).length;
  const count = grows && found === 0 ? own.split(textOf(old)).length - 1 : found;
  const length = own.length + count * textOf(next).length;
  if (length > 1 << 26) throw new TemplateFailure('LimitError', 'a replacement that makes a string too long');
  budget.spendText(4 * (own.length + length));
  return replace(text, old, next, limit);
}

/** str.join: every item must be a string. */
function join(separator: Text, items: readonly Value[], budget: Budget): Text {
  const parts: Text[] = [];
  for (const [index, item] of items.entries()) {
    if (!isText(item)) throw typeError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
    if (index > 0) parts.push(separator);
    parts.push(item);
  }
  const joined = concatAll(parts);
  budget.spendText(textOf(joined).length);
  return joined;
}
