// pprint.pformat: a representation over several lines where one of 80 characters is too short.

import type { Budget } from '../budget.js';
import { splitLines } from '../methods/text-split.js';
import { order } from '../operators.js';
import { codePointCount, derived } from '../text.js';
import { textOf } from '../traced.js';
import { Dict, isText, List, Tuple, typeName, type Text, type Value } from '../values.js';
import { quote, representation } from './text-of-value.js';

const width = 80;

export function prettyText(value: Value, budget: Budget): Text {
  const plain = representation(value);
  return derived(new PrettyPrinter(budget).format(value, { indent: 0, allowance: 0, level: 0 }), plain);
}

/** Where a value begins, how many characters follow it on its last line, and how deep it lies. */
interface Place {
  readonly indent: number;
  readonly allowance: number;
  readonly level: number;
}

class PrettyPrinter {
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  format(value: Value, place: Place): string {
    const line = this.#line(value);
    this.#budget.spend(8 + line.length / 8);
    if (codePointCount(line) <= width - place.indent - place.allowance) return line;
    const inner = { ...place, level: place.level + 1 };
    if (isText(value)) return this.#string(textOf(value), inner);
    if (value instanceof Dict) return `{${this.#members(value, inner)}}`;
    if (value instanceof List) return `[${this.#items(value.items, inner, 1)}]`;
    if (!(value instanceof Tuple)) return line;
    const close = value.items.length === 1 ? ',)' : ')';
    return `(${this.#items(value.items, inner, close.length)}${close}`;
  }

  /** repr, but with the keys of dictionaries in order. */
  #line(value: Value): string {
    if (value instanceof Dict) {
      const members = sortedMembers(value).map(([key, each]) => `${this.#line(key)}: ${this.#line(each)}`);
      return `{${members.join(', ')}}`;
    }
    if (value instanceof List) return `[${value.items.map((each) => this.#line(each)).join(', ')}]`;
    if (!(value instanceof Tuple)) return textOf(representation(value));
    return `(${value.items.map((each) => this.#line(each)).join(', ')}${value.items.length === 1 ? ',)' : ')'}`;
  }

  #members(dict: Dict, { indent, allowance, level }: Place): string {
    const members = sortedMembers(dict);
    const parts = members.map(([key, value], index) => {
      const name = this.#line(key);
      const after = index === members.length - 1 ? allowance + 1 : 1;
      const place = { indent: indent + 1 + codePointCount(name) + 2, allowance: after, level };
      return `${name}: ${this.format(value, place)}`;
    });
    return parts.join(`,\n${' '.repeat(indent + 1)}`);
  }

  #items(items: readonly Value[], { indent, allowance, level }: Place, closing: number): string {
    const parts = items.map((item, index) => {
      const after = index === items.length - 1 ? allowance + closing : 1;
      return this.format(item, { indent: indent + 1, allowance: after, level });
    });
    return parts.join(`,\n${' '.repeat(indent + 1)}`);
  }

  #string(text: string, { indent, allowance, level }: Place): string {
    const outermost = level === 1;
    const [from, after] = outermost ? [indent + 1, allowance + 1] : [indent, allowance];
    const lines = splitLines(text, true).map(textOf);
    const chunks = lines.flatMap((line, index) =>
      this.#cutLine(line, width - from, index === lines.length - 1 ? after : 0),
    );
    if (chunks.length === 1) return quote(lines.at(-1) ?? '');
    const joined = chunks.join(`\n${' '.repeat(from)}`);
    return outermost ? `(${joined})` : joined;
  }

  /** String literals that make up `line`; behind the last one stand `after` characters. */
  #cutLine(line: string, room: number, after: number): string[] {
    const whole = quote(line);
    this.#budget.spend(4);
    if (codePointCount(whole) <= room - after) return [whole];
    const parts = line.match(wordAndSpace) ?? [];
    const chunks: string[] = [];
    let current = '';
    for (const [index, part] of parts.entries()) {
      const candidate = quote(current + part);
      this.#budget.spendText(4 * candidate.length);
      if (codePointCount(candidate) > room - (index === parts.length - 1 ? after : 0)) {
        if (current !== '') chunks.push(quote(current));
        current = part;
      } else current += part;
    }
    return current === '' ? chunks : [...chunks, quote(current)];
  }
}

const space = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const wordAndSpace = new RegExp(`[^${space}]+[${space}]*|[${space}]+`, 'gu');

function sortedMembers(dict: Dict): [Value, Value][] {
  return dict.members().sort(([a], [b]) => orderOfAny(a, b));
}

/** What has no order is ordered by the names of the types. */
function orderOfAny(left: Value, right: Value): number {
  try {
    return order(left, right);
  } catch {
    const [a, b] = [typeName(left), typeName(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
}
