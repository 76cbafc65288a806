import fc from 'fast-check';
import { expect, test } from 'vitest';

import { accountRows } from './account-rows.js';

test.each([
  ['a full table', 3, [0, 1, 2], { ids: 3, used: 3, spare: 0, holes: 0, holeRanges: [], withoutRow: 0 }],
  ['padding', 8, [2, 0, 1], { ids: 3, used: 3, spare: 5, holes: 0, holeRanges: [], withoutRow: 0 }],
  [
    'holes',
    8,
    [1, 4, 4, 6],
    {
      ids: 7,
      used: 3,
      spare: 1,
      holes: 4,
      holeRanges: [
        [0, 1],
        [2, 4],
        [5, 6],
      ],
      withoutRow: 0,
    },
  ],
  [
    'ids without a row',
    2,
    [0, 2, 9],
    {
      ids: 10,
      used: 3,
      spare: 0,
      holes: 7,
      holeRanges: [
        [1, 2],
        [3, 9],
      ],
      withoutRow: 2,
    },
  ],
  ['no tokens', 2, [], { ids: 0, used: 0, spare: 2, holes: 0, holeRanges: [], withoutRow: 0 }],
])('accounts for %s', (_, rows, ids, account) => {
  expect(accountRows({ rows, usedIds: Uint32Array.from(ids) })).toEqual({ rows, ...account });
});

test('counts as a set does, whatever the order', () => {
  fc.assert(
    fc.property(fc.nat(50), fc.array(fc.nat(60)), (rows, ids) => {
      const used = new Set(ids);
      const bound = Math.max(-1, ...ids) + 1;
      const account = accountRows({ rows, usedIds: Uint32Array.from(ids) });
      const holes = account.holeRanges.flatMap(([begin, end]) =>
        Array.from({ length: end - begin }, (_, i) => begin + i),
      );
      expect(holes).toEqual(Array.from({ length: bound }, (_, id) => id).filter((id) => !used.has(id)));
      expect(account.withoutRow).toBe([...used].filter((id) => id >= rows).length);
    }),
  );
});

test('an id near 2^32 costs no memory', () => {
  expect(accountRows({ rows: 1, usedIds: Uint32Array.of(0, 0xffff_fffe) }).holes).toBe(0xffff_fffd);
});

test('does not reorder the ids of its caller', () => {
  const usedIds = Uint32Array.of(2, 0, 1);
  accountRows({ rows: 3, usedIds });
  expect(usedIds).toEqual(Uint32Array.of(2, 0, 1));
});
