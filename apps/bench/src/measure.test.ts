import { expect, test } from 'vitest';
import { geometricMean, interleave, median, spread } from './measure.js';
import { documentsOf } from './texts.js';

test('contestants take turns', async () => {
  const order: string[] = [];
  const contestant = (name: string) => ({
    name,
    prepare: async () => name,
    run: async (state: string) => void order.push(state),
  });
  const { times } = await interleave([contestant('a'), contestant('b')], { rounds: 3, budget: 1000, clock: 'wall' });
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  expect([...times.values()].map((each) => each.length)).toEqual([3, 3]);
});

test('who used the budget leaves after three rounds, who used two budgets after one, warming up included', async () => {
  const contestant = (name: string, milliseconds: number) => ({
    name,
    prepare: async () => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    run: async () => undefined,
  });
  const warm = { ...contestant('warm', 0), spent: 500 };
  const contestants = [contestant('quick', 0), contestant('slow', 120), contestant('slowest', 500), warm];
  const { times } = await interleave(contestants, { rounds: 4, budget: 200, clock: 'wall' });
  expect([...times.values()].map((each) => each.length)).toEqual([4, 3, 1, 1]);
});

test.each([
  ['an odd number of values', [3, 1, 2], 2],
  ['an even number of values', [4, 1, 3, 2], 2.5],
])('takes the median of %s', (_, values, expected) => {
  expect(median(values)).toBe(expected);
});

test('spread is half the range in per cent of the median', () => {
  expect(spread([90, 100, 110])).toBeCloseTo(10);
});

test('the geometric mean of ratios is the root of their product', () => {
  expect(geometricMean([2, 8])).toBeCloseTo(4);
});

test('documents laid end to end are the text, and none is cut inside a surrogate pair', () => {
  const text = `${'😀'.repeat(50)}\n${'x'.repeat(33)}\n${'é😀'.repeat(20)}`;
  const documents = documentsOf(text, 7);
  expect(documents.join('')).toBe(text);
  expect(documents.filter((document) => /[\ud800-\udfff]/u.test(document))).toEqual([]);
});
