import { describe, expect, test } from 'vitest';
import { cutRow, type CutRule } from './truncate.js';

// A frame of one id, a prompt of four, an answer of four, a stop token.
const row = { ids: Uint32Array.of(9, 1, 2, 3, 4, 5, 6, 7, 8, 10), runs: [5, 10] };
const cut = (rule: Partial<CutRule>) => {
  const whole: CutRule = { truncation: 'side', truncationSide: 'right', stride: 0, maxLength: 8, ...rule };
  return cutRow({ row, head: 1, tail: 1 }, whole).map(({ ids, runs, reason, lost }) => ({
    ids: [...ids],
    runs,
    reason,
    lost,
  }));
};

test('a row that fits stays', () => {
  expect(cut({ maxLength: 10 })).toEqual([{ ids: [...row.ids], runs: [5, 10], reason: 'kept', lost: 0 }]);
});

describe('frame and stop token stay, whatever is cut:', () => {
  test.each<[string, Partial<CutRule>, number[], number[], string]>([
    ['the right side', {}, [9, 1, 2, 3, 4, 5, 6, 10], [5, 8], 'truncated-right'],
    ['the left side', { truncationSide: 'left' }, [9, 3, 4, 5, 6, 7, 8, 10], [3, 8], 'truncated-left'],
    ['the prompt', { truncation: 'keep-answer' }, [9, 3, 4, 5, 6, 7, 8, 10], [3, 8], 'truncated-prompt'],
    ['prompt and answer', { truncation: 'keep-answer', maxLength: 4 }, [9, 5, 6, 10], [1, 4], 'truncated-answer'],
    [
      'prompt and answer on the left',
      { truncation: 'keep-answer', truncationSide: 'left', maxLength: 4 },
      [9, 7, 8, 10],
      [1, 4],
      'truncated-answer',
    ],
  ])('%s', (_, rule, ids, runs, reason) => {
    expect(cut(rule)).toEqual([{ ids, runs, reason, lost: row.ids.length - ids.length }]);
  });
});

test('an overflowing row loses nothing and repeats the stride', () => {
  const rows = cut({ truncation: 'overflow', maxLength: 6, stride: 1 });
  expect(rows.map(({ ids }) => ids)).toEqual([
    [9, 1, 2, 3, 4],
    [9, 4, 5, 6, 7],
    [9, 7, 8, 10],
  ]);
  expect(rows.map(({ runs }) => runs)).toEqual([[], [2, 5], [1, 4]]);
  expect(rows.map(({ reason, lost }) => [reason, lost])).toEqual([
    ['overflow', 0],
    ['overflow', 0],
    ['overflow', 0],
  ]);
});

test('a dropped row says how much it had', () => {
  expect(cut({ truncation: 'drop' })).toEqual([{ ids: [], runs: [], reason: 'dropped-too-long', lost: 10 }]);
});

test.each<[string, Partial<CutRule>, string]>([
  ['a row that may not be long', { truncation: 'error' }, 'the row has 10 ids, more than the 8 it may have'],
  ['no room beside the frame', { maxLength: 2 }, 'max_length 2 leaves no room beside the 2 ids that every row has'],
  [
    'a stride as long as the room',
    { truncation: 'overflow', stride: 6 },
    'a stride of 6 leaves nothing new in a row of 6 ids',
  ],
])('refuses %s', (_, rule, message) => {
  expect(() => cut(rule)).toThrow(message);
});
