import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decode, encode, round } from './numbers.js';

test.each(['F32', 'F16', 'BF16'] as const)('%s: storing and reading back is rounding', (dtype) => {
  fc.assert(
    fc.property(fc.double({ min: -60000, max: 60000, noNaN: true }), (value) => {
      expect(decode(encode([value], dtype), dtype)).toEqual([round(value, dtype)]);
    }),
  );
});

test('one rounding to F32 is what the machine does', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e30, max: 1e30, noNaN: true }), (value) => {
      expect(round(value, 'F32')).toBe(Math.fround(value));
    }),
  );
});

test.each([
  ['F16', 1, '003c'],
  ['F16', -2, '00c0'],
  ['F16', 65504, 'ff7b'],
  ['F16', 2 ** -24, '0100'],
  ['F16', 1 + 2 ** -11, '003c'],
  ['F16', 1 + 3 * 2 ** -11, '023c'],
  ['BF16', 1, '803f'],
  ['BF16', 1 + 2 ** -8, '803f'],
  ['BF16', 1 + 3 * 2 ** -8, '823f'],
] as const)('%s %d is %s in the file', (dtype, value, hex) => {
  expect(encode([value], dtype).toString('hex')).toBe(hex);
});
