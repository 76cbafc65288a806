import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countRows, flagsOutside, nameRows, rangesWhere } from './row-ranges.js';

test('ranges and flags are two spellings of one set', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (out) => {
      const ranges = rangesWhere(out.length, (row) => out[row] ?? false);
      expect(countRows(ranges)).toBe(out.filter(Boolean).length);
      const flags = ranges.length === 0 ? out.map(() => 1) : [...flagsOutside(out.length, ranges)];
      expect(flags).toEqual(out.map((excluded) => (excluded ? 0 : 1)));
    }),
  );
});

test('nothing excluded is said with no flags at all', () => {
  expect(flagsOutside(5, [])).toHaveLength(0);
});

test.each([
  [[7], '7'],
  [[1, 2, 3], '1, 2, 3'],
  [[1, 2, 3, 4, 5], '1, 2, 3 and 2 more'],
])('names rows %j as %s', (rows, text) => {
  expect(nameRows(rows)).toBe(text);
});
