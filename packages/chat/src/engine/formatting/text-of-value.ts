// str() and repr().

import type { Budget } from '../budget.js';
import { weakestOrigin } from '../text.js';
import { textOf } from '../traced.js';
import { Callable, DictView, Generator, Namespace, Range, Undefined } from '../objects.js';
import { Dict, Float, isText, List, Tuple, type Text, type Value } from '../values.js';
import { TemplateFailure } from '../failure.js';
import { templateOrigin } from '../origin.js';
import { floatText } from './float-text.js';
import { TextBuilder } from './text-builder.js';

/** str(value), paid for: what is no string is spelled character by character. */
export function printed(value: Value, budget: Budget): Text {
  if (isText(value)) return value;
  const text = toText(value);
  budget.spend(1 + (textOf(text).length >> 3));
  return text;
}

/** str(value). */
export function toText(value: Value): Text {
  if (isText(value)) return value;
  if (value === null) return 'None';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value instanceof Undefined) return '';
  if (typeof value === 'bigint') return bigIntegerText(value);
  return representation(value);
}

/** repr(value). */
export function representation(value: Value): Text {
  const builder = new TextBuilder();
  write(value, builder);
  return builder.build();
}

/** Python refuses longer ones, against attacks on quadratic conversion. */
const maxDigits = 4300;

function bigIntegerText(value: bigint): string {
  const text = String(value);
  if (text.length > maxDigits + 1) {
    throw new TemplateFailure('ValueError', `Exceeds the limit (${maxDigits} digits) for integer string conversion`);
  }
  return text;
}

function write(value: Value, builder: TextBuilder): void {
  if (isText(value)) return writeString(value, builder);
  if (value instanceof List) return writeItems('[', value.items, ']', value.origin, builder);
  if (value instanceof Tuple)
    return writeItems('(', value.items, value.items.length === 1 ? ',)' : ')', undefined, builder);
  if (value instanceof DictView) return writeItems(`${value.kind}([`, value.items, '])', undefined, builder);
  if (value instanceof Dict) return writeDict(value, builder);
  builder.add(plainRepresentation(value));
}

function plainRepresentation(value: Exclude<Value, Text | List | Tuple | Dict | DictView>): string {
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Undefined) return 'Undefined';
  if (value instanceof Range) return `range(${value.start}, ${value.stop}${value.step === 1 ? '' : `, ${value.step}`})`;
  if (value instanceof Generator) return `<${value.name} object>`;
  if (value instanceof Namespace) return '<Namespace>';
  if (value instanceof Callable) return `<function ${value.name}>`;
  return typeof value === 'object' && value !== null ? value.describe() : textOf(toText(value));
}

function writeString(value: Text, builder: TextBuilder): void {
  const quoted = quote(textOf(value));
  const origin = weakestOrigin(value);
  if (origin === templateOrigin) builder.add(quoted);
  else builder.addFrom(quoted, origin);
}

function writeItems(
  open: string,
  items: readonly Value[],
  close: string,
  origin: List['origin'],
  builder: TextBuilder,
): void {
  builder.within(origin, () => {
    builder.add(open);
    for (const [index, item] of items.entries()) {
      if (index > 0) builder.add(', ');
      write(item, builder);
    }
    builder.add(close);
  });
}

function writeDict(dict: Dict, builder: TextBuilder): void {
  builder.within(dict.origin, () => {
    let lead = '{';
    for (const [key, value] of dict.members()) {
      builder.add(lead);
      write(key, builder);
      builder.add(': ');
      write(value, builder);
      lead = ', ';
    }
    builder.add(dict.size === 0 ? '{}' : '}');
  });
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
// Control characters, what stands for nothing, and every white space but the plain one.
const unprintable = /[\\\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** A string literal: in single quotes unless it has such quotes and no double ones. */
export function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(unprintable, (character) => escapes[character] ?? escapeCode(character));
  return `${mark}${mark === "'" ? escaped.replaceAll("'", "\\'") : escaped}${mark}`;
}

function escapeCode(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}
