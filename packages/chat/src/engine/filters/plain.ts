// Filters on numbers, defaults, and the little that is left of HTML.

import { attribute } from '../attributes.js';
import { TemplateFailure, typeError, valueError } from '../failure.js';
import { prettyText } from '../formatting/pretty.js';
import { fixed } from '../formatting/specification.js';
import { toText } from '../formatting/text-of-value.js';
import { isIterable, listOf } from '../iteration.js';
import { floatOf, indexOf, numericOf } from '../numbers.js';
import { expectText, type Bound } from '../signature.js';
import { derived } from '../text.js';
import { textOf } from '../traced.js';
import { Undefined } from '../objects.js';
import { Dict, Float, integer, isText, isTrue, typeName, valueOr, type Text, type Value } from '../values.js';
import { filter, type Filter } from './filter.js';
import { escapeFilter, urlize, xmlAttributes } from './html.js';
import { parseFloatText, parseIntegerText } from './number-text.js';
import { stripTags } from './strip-tags.js';

const defaultFilter = filter(['default_value', 'boolean'], (value, [fallback = '', boolean = false]) =>
  value instanceof Undefined || (isTrue(boolean) && !isTrue(value)) ? fallback : value,
);
const escape = filter([], escapeFilter);

/** Reading a number takes so many steps. */
const stepsPerNumber = 4;

export const plainFilters: Readonly<Record<string, Filter>> = {
  default: defaultFilter,
  d: defaultFilter,
  abs: filter([], (value) => {
    if (value instanceof Undefined) throw typeError("bad operand type for abs(): 'Undefined'");
    const number = numericOf(value);
    if (number === undefined) throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
    if (number instanceof Float) return new Float(Math.abs(number.value));
    return number < 0 ? integer(-BigInt(number)) : number;
  }),
  int: filter(['default', 'base'], (value, [fallback = 0, base = 10], { budget }) => {
    budget.spend(stepsPerNumber);
    return valueOr(toInteger(value, indexOf(base)), fallback);
  }),
  float: filter(['default'], (value, [fallback = new Float(0)], { budget }) => {
    budget.spend(stepsPerNumber);
    const float = toFloat(value);
    return float === undefined ? fallback : new Float(float);
  }),
  round: filter(['precision', 'method'], round),
  attr: filter(
    ['name'],
    (value, [name], { budget }) => {
      const wanted = textOf(expectText(name, 'attribute name'));
      if (value instanceof Dict && value.get(wanted) !== undefined) {
        const own = attribute(new Dict(), wanted, budget);
        return own instanceof Undefined ? own : attribute(value, wanted, budget);
      }
      return attribute(value, wanted, budget);
    },
    1,
  ),
  filesizeformat: filter(['binary'], (value, [binary = false]) => fileSize(value, isTrue(binary))),
  // Without autoescaping, marking a string as safe changes nothing that is rendered.
  safe: filter([], toText),
  escape,
  e: escape,
  forceescape: escape,
  xmlattr: filter(['autospace'], xmlAttributes),
  urlize: filter(['trim_url_limit', 'nofollow', 'target', 'rel', 'extra_schemes'], urlize),
  pprint: filter([], (value, _, { budget }) => prettyText(value, budget)),
  striptags: filter([], (value, _, { budget }) => {
    const text = toText(value);
    budget.spendText(textOf(text).length);
    return derived(stripTags(textOf(text)), text);
  }),
  urlencode: filter([], (value, _, { budget }) => {
    if (isText(value) || !isIterable(value)) return quoteUrl(toText(value), '/');
    const pairs = value instanceof Dict ? value.pairs() : listOf(value, budget);
    const parts = pairs.map((pair) => {
      const [key, each, more] = listOf(pair, budget);
      if (key === undefined || each === undefined || more !== undefined) throw valueError('urlencode needs pairs');
      return `${textOf(quoteUrl(toText(key), ''))}=${textOf(quoteUrl(toText(each), ''))}`;
    });
    return derived(parts.join('&'), toText(value));
  }),
};

/** int(value), with jinja2's detour over float; undefined where Python finds none. */
function toInteger(value: Value, base: number): Value | undefined {
  if (value instanceof Undefined) value.fail();
  if (isText(value)) {
    const whole = parseIntegerText(textOf(value), base);
    if (whole !== undefined) return whole;
  }
  const number = isText(value) ? toFloat(value) : numericOf(value);
  if (number === undefined) return undefined;
  const real = number instanceof Float ? number.value : number;
  if (typeof real === 'bigint' || Number.isSafeInteger(real)) return real;
  if (Number.isNaN(real)) return undefined;
  if (!Number.isFinite(real)) throw new TemplateFailure('OverflowError', 'cannot convert float infinity to integer');
  return integer(BigInt(Math.trunc(real)));
}

function toFloat(value: Value): number | undefined {
  if (value instanceof Undefined) value.fail();
  if (isText(value)) return parseFloatText(textOf(value));
  const number = numericOf(value);
  return number === undefined ? undefined : floatOf(number);
}

function round(value: Value, [precision = 0, method = 'common']: Bound): Value {
  if (value instanceof Undefined) value.fail();
  const how = textOf(expectText(method, 'method'));
  if (!['common', 'ceil', 'floor'].includes(how)) throw valueError('method must be common, ceil or floor');
  const number = numericOf(value);
  if (number === undefined) throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
  const places = indexOf(precision);
  if (how === 'common')
    return number instanceof Float ? new Float(roundHalfEven(number.value, places)) : roundWhole(number, places);
  const scale = 10 ** places;
  const scaled = floatOf(number) * scale;
  return new Float((how === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / scale);
}

function roundHalfEven(value: number, places: number): number {
  if (!Number.isFinite(value) || places > 22) return value;
  if (places >= 0) {
    const rounded = Number(fixed(Math.abs(value), places));
    return value < 0 || Object.is(value, -0) ? -rounded : rounded;
  }
  const scale = 10 ** -places;
  const quotient = value / scale;
  const floor = Math.floor(quotient);
  const up = quotient - floor > 0.5 || (quotient - floor === 0.5 && floor % 2 !== 0);
  return (up ? floor + 1 : floor) * scale;
}

function roundWhole(value: number | bigint, places: number): Value {
  if (places >= 0) return typeof value === 'bigint' ? integer(value) : value;
  const scale = 10n ** BigInt(Math.min(-places, 400));
  const whole = BigInt(value);
  const rest = ((whole % scale) + scale) % scale;
  const floor = whole - rest;
  const up = 2n * rest > scale || (2n * rest === scale && (floor / scale) % 2n !== 0n);
  return integer(up ? floor + scale : floor);
}

const sizePrefixes = 'kMGTPEZY';

function fileSize(value: Value, binary: boolean): string {
  const bytes = toFloat(value);
  if (bytes === undefined) throw valueError('could not convert value to float');
  const base = binary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`;
  let place = 0;
  while (place < sizePrefixes.length - 1 && bytes >= base ** (place + 2)) ++place;
  const prefix = sizePrefixes[place] ?? '';
  const unit = binary ? `${prefix.toUpperCase()}iB` : `${prefix}B`;
  return `${fixed((base * bytes) / base ** (place + 2), 1)} ${unit}`;
}

/** urllib.parse.quote of UTF-8. */
function quoteUrl(text: Text, safe: string): Text {
  const quoted = Array.from(textOf(text), (character) =>
    /[\w.~-]/.test(character) || safe.includes(character) ? character : percentEncode(character),
  ).join('');
  return derived(safe === '' ? quoted.replaceAll('%20', '+') : quoted, text);
}

function percentEncode(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}
