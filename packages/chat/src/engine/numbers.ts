// Python's arithmetic: integers without bounds, floats apart from them, division by its rules.

import { limitError, TemplateFailure, typeError } from './failure.js';
import { Undefined } from './objects.js';
import { Float, integer, isInteger, typeName, type Value } from './values.js';
import type { BinaryOperator } from './syntax/nodes.js';

export type Numeric = number | bigint | Float;

/** No integer grows beyond this many bits. */
const maxBits = 1 << 16;

/** The value as a number, booleans being 0 and 1; undefined if it is none. */
export function numericOf(value: Value): Numeric | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return isInteger(value) || value instanceof Float ? value : undefined;
}

export function floatOf(value: Numeric): number {
  return value instanceof Float ? value.value : Number(value);
}

export function calculate(operator: BinaryOperator, left: Numeric, right: Numeric): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    const small = calculateSmall(operator, left, right);
    if (small !== undefined && Number.isSafeInteger(small)) return small;
  }
  if (operator === '/') return divide(floatOf(left), floatOf(right));
  if (left instanceof Float || right instanceof Float) return floats(operator, floatOf(left), floatOf(right));
  return bigIntegers(operator, BigInt(left), BigInt(right));
}

/** What needs no big integers; undefined for the rest. */
function calculateSmall(operator: BinaryOperator, left: number, right: number): number | undefined {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right || 0;
    case '//':
      return right === 0 ? undefined : Math.floor(left / right) || 0;
    case '%':
      return right === 0 ? undefined : moduloOf(left, right) || 0;
    default:
      return undefined;
  }
}

/** With the sign of the divisor. */
function moduloOf(left: number, right: number): number {
  const rest = left % right;
  return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest;
}

function divide(left: number, right: number): Float {
  if (right === 0) throw zeroDivision('division by zero');
  return new Float(left / right);
}

function zeroDivision(message: string): TemplateFailure {
  return new TemplateFailure('ZeroDivisionError', message);
}

function floats(operator: BinaryOperator, left: number, right: number): Float {
  if (operator === '+') return new Float(left + right);
  if (operator === '-') return new Float(left - right);
  if (operator === '*') return new Float(left * right);
  if (operator === '**') return floatPower(left, right);
  if (right === 0) throw zeroDivision(operator === '%' ? 'float modulo' : 'float floor division by zero');
  const rest = moduloOf(left, right);
  return new Float(operator === '%' ? rest : Math.round((left - rest) / right));
}

function floatPower(left: number, right: number): Float {
  if (left === 0 && right < 0) throw zeroDivision('0.0 cannot be raised to a negative power');
  if (left < 0 && !Number.isInteger(right)) throw new TemplateFailure('NotImplementedError', 'complex numbers');
  const power = left ** right;
  if (!Number.isFinite(power) && Number.isFinite(left) && Number.isFinite(right)) {
    throw new TemplateFailure('OverflowError', "(34, 'Numerical result out of range')");
  }
  return new Float(power);
}

function bigIntegers(operator: BinaryOperator, left: bigint, right: bigint): Value {
  if (operator === '+') return integer(left + right);
  if (operator === '-') return integer(left - right);
  if (operator === '*') {
    checkBits(bitsOf(left) + bitsOf(right));
    return integer(left * right);
  }
  if (operator === '**') return bigPower(left, right);
  if (right === 0n) throw zeroDivision('integer division or modulo by zero');
  const rest = left % right;
  const crosses = rest !== 0n && rest < 0n !== right < 0n;
  if (operator === '%') return integer(crosses ? rest + right : rest);
  return integer(left / right - (crosses ? 1n : 0n));
}

function bigPower(left: bigint, right: bigint): Value {
  if (right < 0n) {
    if (left === 0n) throw zeroDivision('0.0 cannot be raised to a negative power');
    return floatPower(Number(left), Number(right));
  }
  if (left !== 0n && left !== 1n && left !== -1n) checkBits(bitsOf(left) * Number(right));
  return integer(left ** right);
}

function bitsOf(value: bigint): number {
  return 4 * value.toString(16).length;
}

function checkBits(bits: number): void {
  if (bits > maxBits) throw limitError(`an integer of more than ${maxBits} bits`);
}

export function negate(value: Value): Value {
  const number = numericOf(value);
  if (value instanceof Undefined) value.fail();
  if (number === undefined) throw typeError(`bad operand type for unary -: '${typeName(value)}'`);
  if (number instanceof Float) return new Float(-number.value);
  return typeof number === 'bigint' ? integer(-number) : 0 - number;
}

/** An index or a count: an integer or a boolean. */
export function indexOf(value: Value, what = 'integer'): number {
  if (value instanceof Undefined) value.fail();
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return value < 0n ? -Infinity : Infinity;
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an ${what}`);
}
