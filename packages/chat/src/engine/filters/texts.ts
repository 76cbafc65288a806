// Filters on strings. What is no string is made one first.

import { typeError, valueError } from '../failure.js';
import { formatPercent } from '../formatting/percent.js';
import { printed, toText } from '../formatting/text-of-value.js';
import { toJson } from '../formatting/json.js';
import { capitalize, lower, upper } from '../methods/text-case.js';
import { center, replaceWithin } from '../methods/text-methods.js';
import { splitFromRight, splitLines, strip } from '../methods/text-split.js';
import { sizeOf } from '../iteration.js';
import { indexOf } from '../numbers.js';
import { expectIndex, expectText, type Bound } from '../signature.js';
import type { RenderState } from '../state.js';
import { checkLength, codePointCount, concatAll, derived, slice, unitIndex } from '../text.js';
import { textOf } from '../traced.js';
import { Undefined } from '../objects.js';
import { Dict, isText, isTrue, Tuple, typeName, type Text, type Value } from '../values.js';
import { filter, openFilter, type Filter } from './filter.js';
import { wordWrap } from './wrap.js';

export const textFilters: Readonly<Record<string, Filter>> = {
  string: filter([], (value, _, { budget }) => printed(value, budget)),
  upper: filter([], paid(upper)),
  lower: filter([], paid(lower)),
  capitalize: filter([], paid(capitalize)),
  title: filter(
    [],
    paid((text) => derived(titleWords(textOf(text)), text)),
  ),
  trim: filter(['chars'], (value, [characters], { budget }) => {
    const text = toText(value);
    budget.spendText(textOf(text).length);
    const given = characters === undefined || characters === null;
    return strip(text, given ? undefined : textOf(expectText(characters, 'strip arg')));
  }),
  replace: filter(['old', 'new', 'count'], replaceFilter, 2),
  center: filter(['width'], (value, [width = 80]) => center(toText(value), indexOf(width))),
  indent: filter(['width', 'first', 'blank'], indent),
  truncate: filter(['length', 'killwords', 'end', 'leeway'], truncate),
  wordwrap: filter(['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'], wordWrap),
  wordcount: filter([], (value) => textOf(toText(value)).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  format: openFilter((value, positional, _, keywords) => {
    if (keywords.size > 0 && positional.length > 0) {
      throw valueError("can't handle positional and keyword arguments at the same time");
    }
    const values = keywords.size > 0 ? Dict.of(keywords) : new Tuple(positional.map((each) => each ?? null));
    return formatPercent(toText(value), values);
  }),
  tojson: filter(['ensure_ascii', 'indent', 'separators', 'sort_keys'], jsonFilter),
};

function paid(change: (text: Text) => Text): (value: Value, bound: Bound, state: RenderState) => Value {
  return (value, _, { budget }) => {
    const text = toText(value);
    budget.spendText(textOf(text).length);
    return change(text);
  };
}

/** jinja2's own idea of title case: words begin behind these characters. */
function titleWords(text: string): string {
  return text
    .split(/([-\s({[<]+)/)
    .map((word) => {
      const [first = ''] = word;
      return first.toUpperCase() + word.slice(first.length).toLowerCase();
    })
    .join('');
}

function replaceFilter(value: Value, [old = '', next = '', count]: Bound, { budget }: RenderState): Text {
  return replaceWithin(toText(value), toText(old), toText(next), expectIndex(count, -1), budget);
}

function indent(value: Value, [width = 4, first = false, blank = false]: Bound, { budget }: RenderState): Text {
  if (value instanceof Undefined) value.fail();
  const text = expectText(value, 'indent() operand');
  const indention = isText(width) ? width : spaces(indexOf(width));
  const own = textOf(text);
  // Python appends a line end first, so that a text which ends with one, of whatever kind, keeps it.
  const lines = splitLines(concatAll([text, '\n']), false);
  checkLength(own.length + lines.length * textOf(indention).length);
  budget.spendText(own.length + lines.length * textOf(indention).length);
  const parts: Text[] = isTrue(first) ? [indention] : [];
  for (const [index, line] of lines.entries()) {
    if (index > 0) parts.push('\n');
    if (index > 0 && (isTrue(blank) || textOf(line) !== '')) parts.push(indention);
    parts.push(line);
  }
  return concatAll(parts);
}

function spaces(count: number): string {
  checkLength(count);
  return ' '.repeat(Math.max(0, count));
}

function truncate(value: Value, [length = 255, kill = false, end = '...', leeway = 5]: Bound): Value {
  const mark = expectText(end, 'end');
  const [limit, room] = [indexOf(length), codePointCount(textOf(mark))];
  if (limit < room) throw valueError(`expected length >= ${room}, got ${limit}`);
  const slack = leeway === null ? 5 : indexOf(leeway);
  const size = isText(value) ? codePointCount(textOf(value)) : sizeOf(value);
  if (size !== undefined && size <= limit + slack) return value;
  const text = expectText(value, 'truncate() operand');
  const head = slice(text, 0, unitIndex(textOf(text), limit - room));
  const [kept = ''] = isTrue(kill) ? [head] : splitFromRight(head, ' ', 1);
  return concatAll([kept, mark]);
}

function jsonFilter(value: Value, bound: Bound, { budget }: RenderState): Text {
  const [ensureAscii = false, indentation = null, separators = null, sortKeys = false] = bound;
  const [item, key] = separatorsOf(separators, indentation);
  const json = toJson(value, {
    ensureAscii: isTrue(ensureAscii),
    indent: indentation === null ? undefined : isText(indentation) ? textOf(indentation) : spaces(indexOf(indentation)),
    itemSeparator: item,
    keySeparator: key,
    sortKeys: isTrue(sortKeys),
  });
  budget.spend(1 + (textOf(json).length >> 3));
  return json;
}

function separatorsOf(separators: Value, indentation: Value): readonly [string, string] {
  if (separators === null) return [indentation === null ? ', ' : ',', ': '];
  const items = typeof separators === 'object' && 'items' in separators ? separators.items : undefined;
  if (!Array.isArray(items)) throw typeError(`separators must be a pair of strings, not ${typeName(separators)}`);
  const [item, key] = items as readonly Value[];
  return [textOf(expectText(item, 'item separator')), textOf(expectText(key, 'key separator'))];
}
