// "…" % values: printf as Python has it.

import { TemplateFailure, typeError, valueError } from '../failure.js';
import { numericOf } from '../numbers.js';
import { concatAll, slice, unitIndex } from '../text.js';
import { textOf } from '../traced.js';
import { Undefined } from '../objects.js';
import { Dict, Float, integer, isText, List, Tuple, typeName, type Text, type Value } from '../values.js';
import { exponential, fixed, general, pad } from './specification.js';
import { quote, representation, toText } from './text-of-value.js';

const directive = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.)?/gsu;

export function formatPercent(format: Text, values: Value): Text {
  return new PercentFormatter(values).run(format);
}

class PercentFormatter {
  readonly #values: Value;
  readonly #items: readonly Value[];
  #next = 0;
  #named = false;

  constructor(values: Value) {
    this.#values = values;
    this.#items = values instanceof Tuple ? values.items : [values];
  }

  run(format: Text): Text {
    const text = textOf(format);
    const parts: Text[] = [];
    let at = 0;
    for (const match of text.matchAll(directive)) {
      parts.push(slice(format, at, match.index));
      parts.push(this.#convert(match));
      at = match.index + match[0].length;
    }
    parts.push(slice(format, at, text.length));
    this.#expectAllUsed();
    return concatAll(parts);
  }

  #convert([whole, name, flags = '', width, precision, type]: RegExpMatchArray): Text {
    if (type === undefined) throw valueError('incomplete format');
    if (type === '%') return '%';
    const columns = width === '*' ? Number(numericOf(this.#take())) : Number(width ?? 0);
    const digits = this.#precision(whole, precision);
    const value = name === undefined ? this.#take() : this.#lookUp(name);
    const left = flags.includes('-') || columns < 0;
    const text = convert(type, value, flags, digits);
    const zero = flags.includes('0') && !left && !isText(value) && 'dioxXeEfFgGu'.includes(type);
    if (!zero) return pad(text, ' ', left ? '<' : '>', Math.abs(columns));
    const [, sign = '', rest = ''] = /^([-+ ]?(?:0[xXo])?)(.*)$/s.exec(textOf(text)) ?? [];
    return sign + textOf(pad(rest, '0', '>', columns - sign.length));
  }

  #precision(whole: string, precision: string | undefined): number | undefined {
    if (precision === '*') return Number(numericOf(this.#take()));
    if (precision !== undefined) return Number(precision);
    return whole.includes('.') ? 0 : undefined;
  }

  #take(): Value {
    const value = this.#items[this.#next++];
    if (value === undefined) throw typeError('not enough arguments for format string');
    return value;
  }

  #lookUp(name: string): Value {
    this.#named = true;
    if (!(this.#values instanceof Dict)) throw typeError('format requires a mapping');
    const value = this.#values.get(name);
    if (value === undefined) throw new TemplateFailure('KeyError', quote(name));
    return value;
  }

  #expectAllUsed(): void {
    // Python asks whether the value can be subscribed, which Undefined says of itself, too.
    const mapping = this.#values instanceof Dict || this.#values instanceof List || this.#values instanceof Undefined;
    if (this.#named || mapping || this.#next >= this.#items.length) return;
    throw typeError('not all arguments converted during string formatting');
  }
}

function convert(type: string, value: Value, flags: string, precision: number | undefined): Text {
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? toText(value) : representation(value);
    return precision === undefined ? text : slice(text, 0, unitIndex(textOf(text), precision));
  }
  if (type === 'c') return isText(value) ? value : String.fromCodePoint(Number(numericOf(value)));
  if (value instanceof Undefined) value.fail();
  const number = numericOf(value);
  if (number === undefined) {
    throw typeError(`%${type} format: a real number is required, not ${typeName(value)}`);
  }
  const real = number instanceof Float ? number.value : number;
  const negative = real < 0 || Object.is(real, -0);
  const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return sign + magnitude(type, number, flags, precision);
}

function magnitude(
  type: string,
  number: number | bigint | Float,
  flags: string,
  precision: number | undefined,
): string {
  if ('diu'.includes(type)) return wholeText(number, 10).padStart(precision ?? 0, '0');
  if (type === 'o') return (flags.includes('#') ? '0o' : '') + wholeText(expectWhole(type, number), 8);
  if (type === 'x' || type === 'X') {
    const hex = (flags.includes('#') ? '0x' : '') + wholeText(expectWhole(type, number), 16);
    return type === 'x' ? hex : hex.toUpperCase();
  }
  const value = Math.abs(number instanceof Float ? number.value : Number(number));
  const text = realText(type.toLowerCase(), value, precision ?? 6);
  return type === type.toLowerCase() ? text : text.toUpperCase();
}

function realText(type: string, value: number, precision: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  if (type === 'f') return fixed(value, precision);
  if (type === 'e') return exponential(value, precision);
  if (type === 'g') return general(value, precision);
  throw valueError(`unsupported format character '${type}'`);
}

function expectWhole(type: string, number: number | bigint | Float): number | bigint {
  if (number instanceof Float) throw typeError(`%${type} format: an integer is required, not float`);
  return number;
}

function wholeText(number: number | bigint | Float, radix: number): string {
  const whole = number instanceof Float ? integer(BigInt(Math.trunc(number.value))) : number;
  return (whole < 0 ? -whole : whole).toString(radix);
}
