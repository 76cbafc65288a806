// tojson as transformers defines it: json.dumps without the escaping for HTML that jinja2's own filter adds.

import { typeError, valueError } from '../failure.js';
import { templateOrigin } from '../origin.js';
import { weakestOrigin } from '../text.js';
import { compareText } from '../text.js';
import { textOf } from '../traced.js';
import { Dict, Float, isText, List, Tuple, typeName, type Text, type Value } from '../values.js';
import { floatText } from './float-text.js';
import { TextBuilder } from './text-builder.js';
import { toText } from './text-of-value.js';

export interface JsonStyle {
  readonly ensureAscii: boolean;
  /** What a level is indented by; undefined: everything on one line. */
  readonly indent: string | undefined;
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortKeys: boolean;
}

export function toJson(value: Value, style: JsonStyle): Text {
  const builder = new TextBuilder();
  write(value, style, '\n', builder);
  return builder.build();
}

function write(value: Value, style: JsonStyle, line: string, builder: TextBuilder): void {
  if (isText(value)) return writeString(value, style, builder);
  if (value instanceof List || value instanceof Tuple) return writeList(value, style, line, builder);
  if (value instanceof Dict) return writeDict(value, style, line, builder);
  const plain = plainJson(value);
  if (plain === undefined) throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
  builder.add(plain);
}

/** The JSON of what is not a container or a string, which is also its spelling as a key. */
function plainJson(value: Value): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number' || typeof value === 'bigint') return textOf(toText(value));
  return value instanceof Float ? floatJson(value.value) : undefined;
}

function floatJson(value: number): string {
  if (Number.isFinite(value)) return floatText(value);
  return Number.isNaN(value) ? 'NaN' : `${value < 0 ? '-' : ''}Infinity`;
}

function writeString(value: Text, style: JsonStyle, builder: TextBuilder): void {
  const json = jsonString(textOf(value), style.ensureAscii);
  const origin = weakestOrigin(value);
  if (origin === templateOrigin) builder.add(json);
  else builder.addFrom(json, origin);
}

// eslint-disable-next-line no-control-regex
const outsideAscii = /[^\x00-\x7e]/g;
const loneSurrogate = /\p{Cs}/u;

function jsonString(text: string, ensureAscii: boolean): string {
  // JSON.stringify escapes lone surrogates, Python writes them as they are.
  const json = loneSurrogate.test(text) ? stringifyIllFormed(text) : JSON.stringify(text);
  return ensureAscii ? json.replace(outsideAscii, escapeUnit) : json;
}

function stringifyIllFormed(text: string): string {
  const pieces = text.split(/(\p{Cs}+)/u);
  return `"${pieces.map((piece) => (loneSurrogate.test(piece) ? piece : JSON.stringify(piece).slice(1, -1))).join('')}"`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function writeList(list: List | Tuple, style: JsonStyle, line: string, builder: TextBuilder): void {
  if (list.items.length === 0) return builder.add('[]');
  const inner = style.indent === undefined ? '' : line + style.indent;
  builder.within(list instanceof List ? list.origin : undefined, () => {
    let lead = `[${inner}`;
    for (const item of list.items) {
      builder.add(lead);
      write(item, style, inner, builder);
      lead = style.itemSeparator + inner;
    }
    builder.add(style.indent === undefined ? ']' : `${line}]`);
  });
}

function writeDict(dict: Dict, style: JsonStyle, line: string, builder: TextBuilder): void {
  if (dict.size === 0) return builder.add('{}');
  const inner = style.indent === undefined ? '' : line + style.indent;
  builder.within(dict.origin, () => {
    let lead = `{${inner}`;
    for (const [key, value] of sorted(dict, style)) {
      builder.add(lead);
      writeKey(key, style, builder);
      builder.add(style.keySeparator);
      write(value, style, inner, builder);
      lead = style.itemSeparator + inner;
    }
    builder.add(style.indent === undefined ? '}' : `${line}}`);
  });
}

function sorted(dict: Dict, style: JsonStyle): readonly (readonly [Value, Value])[] {
  const entries = dict.members();
  if (!style.sortKeys) return entries;
  if (!entries.every(([key]) => isText(key))) throw valueError('sort_keys of keys that are not all strings');
  return entries.sort(([a], [b]) => compareText(textOf(a as Text), textOf(b as Text)));
}

function writeKey(key: Value, style: JsonStyle, builder: TextBuilder): void {
  if (isText(key)) return writeString(key, style, builder);
  const plain = plainJson(key);
  if (plain === undefined) {
    throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
  }
  builder.add(`"${plain}"`);
}
