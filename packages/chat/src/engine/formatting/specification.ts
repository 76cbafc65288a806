// The mini-language of format(): fill, alignment, sign, width, precision and type of one value.

import { typeError, valueError } from '../failure.js';
import { numericOf } from '../numbers.js';
import { checkLength, codePointCount, concatAll, slice, unitIndex } from '../text.js';
import { textOf } from '../traced.js';
import { Float, isText, typeName, type Text, type Value } from '../values.js';
import { exponentText, floatText } from './float-text.js';
import { toText } from './text-of-value.js';

const grammar = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

interface Specification {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly prefixed: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | undefined;
  readonly type: string;
}

/** format(value, specification). */
export function formatValue(value: Value, specification: string): Text {
  if (specification === '') return toText(value);
  const spec = parse(specification, value);
  if (isText(value)) return formatText(value, spec);
  const number = numericOf(value);
  if (number === undefined) throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
  const digits =
    number instanceof Float || 'eEfFgG%'.includes(spec.type || '?')
      ? floatDigits(Number(number instanceof Float ? number.value : number), spec)
      : integerDigits(BigInt(number), spec);
  return padNumber(digits, spec);
}

function parse(text: string, value: Value): Specification {
  const match = grammar.exec(text);
  if (match === null) throw valueError(`Invalid format specifier '${text}' for object of type '${typeName(value)}'`);
  const [, fill, align, sign, , prefix, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined ? '' : '='),
    sign: sign ?? '-',
    prefixed: prefix !== undefined,
    width: Number(width ?? 0),
    grouping: grouping ?? '',
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? '',
  };
}

function formatText(value: Text, { fill, align, width, precision, type }: Specification): Text {
  if (type !== '' && type !== 's') throw valueError(`Unknown format code '${type}' for object of type 'str'`);
  const text = precision === undefined ? value : slice(value, 0, unitIndex(textOf(value), precision));
  return pad(text, fill, align === '=' ? '<' : align || '<', width);
}

/** `text` filled up to `width` characters. */
export function pad(text: Text, fill: string, align: string, width: number): Text {
  const missing = width - codePointCount(textOf(text));
  if (missing <= 0) return text;
  checkLength(fill.length * missing);
  const left = align === '>' ? missing : align === '^' ? Math.floor(missing / 2) : 0;
  return concatAll([fill.repeat(left), text, fill.repeat(missing - left)]);
}

interface Digits {
  readonly negative: boolean;
  readonly prefix: string;
  readonly digits: string;
}

const radix: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, '0b'],
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0X'],
};

function integerDigits(value: bigint, { type, prefixed, grouping, precision }: Specification): Digits {
  if (precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  const magnitude = value < 0n ? -value : value;
  if (type === 'c') return { negative: false, prefix: '', digits: String.fromCodePoint(Number(value)) };
  const [base, prefix] = radix[type] ?? [10, ''];
  const plain = magnitude.toString(base);
  const digits = group(type === 'X' ? plain.toUpperCase() : plain, grouping, base === 10 ? 3 : 4);
  return { negative: value < 0n, prefix: prefixed ? prefix : '', digits };
}

function floatDigits(value: number, spec: Specification): Digits {
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  const text = Number.isFinite(magnitude) ? finiteDigits(magnitude, spec) : floatText(magnitude);
  const [whole = '', ...rest] = text.split(/(?=[.e%])/);
  const upper = spec.type === 'E' || spec.type === 'F' || spec.type === 'G';
  const digits = group(whole, spec.grouping, 3) + rest.join('');
  return { negative, prefix: '', digits: upper ? digits.toUpperCase() : digits };
}

function finiteDigits(value: number, { type, precision }: Specification): string {
  const lower = type.toLowerCase();
  if (lower === 'f') return fixed(value, precision ?? 6);
  if (type === '%') return `${fixed(value * 100, precision ?? 6)}%`;
  if (lower === 'e') return exponential(value, precision ?? 6);
  if (lower === 'g' || lower === 'n') return general(value, precision ?? 6);
  return precision === undefined ? floatText(value) : withPoint(general(value, precision));
}

/** Exactly rounded, half to even on the binary value, as C's printf: JavaScript's toFixed is, up to 100 digits and 1e21. */
export function fixed(value: number, precision: number): string {
  if (precision > 100) throw valueError('precision too big');
  if (value < 1e21) return roundedFixed(value, precision);
  return `${BigInt(value)}${precision === 0 ? '' : `.${'0'.repeat(precision)}`}`;
}

/** toFixed rounds exact halves up; C rounds them to even. */
function roundedFixed(value: number, precision: number): string {
  const text = value.toFixed(precision);
  if (precision > 20 || !isExactHalf(value, precision)) return text;
  const last = text.charCodeAt(text.length - 1) - 0x30;
  if (last % 2 === 0) return text;
  const scale = 10n ** BigInt(precision);
  const units = BigInt(text.replace('.', '')) - 1n;
  return precision === 0 ? String(units) : `${units / scale}.${String(units % scale).padStart(precision, '0')}`;
}

/** Whether `value` lies exactly between two decimals of `precision` digits: it then has exactly one digit more, a 5. */
function isExactHalf(value: number, precision: number): boolean {
  const digits = value.toFixed(Math.min(100, precision + 30));
  const behind = digits.slice(digits.indexOf('.') + 1 + precision);
  return /^50*$/.test(behind);
}

export function exponential(value: number, precision: number): string {
  const [digits = '', exponent = '0'] = value.toExponential(Math.min(100, precision)).split('e');
  return `${digits}e${exponentText(Number(exponent))}`;
}

/** %g: `precision` significant digits, without trailing zeros. */
export function general(value: number, precision: number): string {
  const digits = Math.max(1, precision);
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(100, digits - 1)).split('e')[1]);
  if (exponent < -4 || exponent >= digits) {
    const [mantissa = '', power = ''] = exponential(value, digits - 1).split('e');
    return `${trimZeros(mantissa)}e${power}`;
  }
  return trimZeros(fixed(value, digits - 1 - exponent));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function withPoint(text: string): string {
  return /^\d+$/.test(text) ? `${text}.0` : text;
}

function group(digits: string, separator: string, size: number): string {
  if (separator === '') return digits;
  const head = digits.length % size;
  const parts = head === 0 ? [] : [digits.slice(0, head)];
  for (let at = head; at < digits.length; at += size) parts.push(digits.slice(at, at + size));
  return parts.join(separator);
}

function padNumber({ negative, prefix, digits }: Digits, { fill, align, sign, width }: Specification): Text {
  const lead = (negative ? '-' : sign === '-' ? '' : sign) + prefix;
  if (align !== '=') return pad(lead + digits, fill, align || '>', width);
  return lead + textOf(pad(digits, fill, '>', width - lead.length));
}
