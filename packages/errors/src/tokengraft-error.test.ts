import { expect, test } from 'vitest';
import { TokengraftError, errorCodes, exitCodeOf, isTokengraftError } from './index.js';

test('an error carries a code, a sentence, details and its cause', () => {
  const cause = new Error('disk');
  const error = new TokengraftError(
    'shape-mismatch',
    'lm_head.weight has 3 rows',
    { tensor: 'lm_head.weight' },
    { cause },
  );
  expect(error).toMatchObject({
    name: 'TokengraftError',
    code: 'shape-mismatch',
    details: { tensor: 'lm_head.weight' },
    cause,
  });
  expect(error).toBeInstanceOf(Error);
});

test('an error of another copy of the package is recognised', () => {
  expect(isTokengraftError({ isTokengraftError: true, code: 'io' })).toBe(true);
});

test.each([[new Error('x')], [null], [undefined], ['io'], [{}]])('%o is not taken for one', (value) => {
  expect(isTokengraftError(value)).toBe(false);
});

test('every code has an exit code of the command line', () => {
  expect(new Set(Object.values(errorCodes))).toEqual(new Set([1, 2, 3, 4, 65, 74, 75]));
  expect(exitCodeOf('verification-failed')).toBe(4);
});
