import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as check from './expect.js';

const hostile: readonly unknown[] = [
  undefined,
  null,
  true,
  Number.NaN,
  1.5,
  -1,
  2 ** 53,
  10n,
  'text',
  Symbol('s'),
  () => 0,
  {},
  [],
  [null],
  new Date(),
  Object.create(null),
];

describe.each([
  ['expectString', (value: unknown) => check.expectString('it', value), ['text']],
  ['expectBoolean', (value: unknown) => check.expectBoolean('it', value), [true]],
  ['expectInteger', (value: unknown) => check.expectInteger('it', value), []],
  ['expectArray', (value: unknown) => check.expectArray('it', value), [[], [null]]],
  ['expectStrings', (value: unknown) => check.expectStrings('it', value), [[]]],
  ['expectTokenIds', (value: unknown) => check.expectTokenIds('it', value), [[]]],
  ['expectSignal', (value: unknown) => check.expectSignal('it', value), []],
  ['expectOneOf', (value: unknown) => check.expectOneOf('it', value, ['text', 'other']), ['text']],
])('%s', (_, call, accepted) => {
  const fits = (value: unknown): boolean => accepted.some((each) => isDeepStrictEqual(each, value));

  test.each(hostile.filter(fits).map((value) => [value]))('accepts its kind: %o', (value) => {
    expect(() => call(value)).not.toThrow();
  });

  test.each(hostile.filter((value) => !fits(value)).map((value) => [value]))(
    'names the argument it refuses: %o',
    (value) => {
      const refusal = { name: 'TypeError', message: expect.stringMatching(/^expected .+ for it/) };
      expect(() => call(value)).toThrow(expect.objectContaining(refusal));
    },
  );
});

test.each([
  ['a number', 7, 'expected a string for text, received the number 7'],
  ['a long string is cut', ['x'.repeat(99)], 'expected a string for text, received an array'],
  ['an object names its class', new Map(), 'expected a string for text, received an object (Map)'],
  ['an object without a class', Object.create(null), 'expected a string for text, received an object (no class)'],
])('says what came: %s', (_, value, message) => {
  expect(() => check.expectString('text', value)).toThrow(new TypeError(message));
});

test('an integer must lie within its bounds', () => {
  expect(check.expectInteger('padTo', 64, 1, 64)).toBe(64);
  expect(() => check.expectInteger('padTo', 0, 1, 64)).toThrow(
    'expected an integer from 1 to 64 for padTo, received the number 0',
  );
});

test('a choice is named in full', () => {
  expect(() => check.expectOneOf('special', 'mach', ['match', 'literal'])).toThrow(
    'expected one of "match", "literal" for special, received the string "mach"',
  );
});

test('token ids keep their array and convert lists', () => {
  const ids = Uint32Array.of(1, 2);
  expect(check.expectTokenIds('ids', ids)).toBe(ids);
  expect(check.expectTokenIds('ids', [3, 4])).toEqual(Uint32Array.of(3, 4));
  expect(() => check.expectTokenIds('ids', [3, 2 ** 32])).toThrow('ids[1]');
});

test('an aborted signal throws its reason', () => {
  const reason = new Error('enough');
  expect(() => check.throwIfAborted(AbortSignal.abort(reason))).toThrow(reason);
  expect(() => check.throwIfAborted(undefined)).not.toThrow();
});
