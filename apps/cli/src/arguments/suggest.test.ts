import { expect, test } from 'vitest';
import { editDistance, suggest } from './suggest.js';

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['enocde', 'encode', 1],
  ['decode', 'encode', 2],
])('from %j to %j it is %i steps', (from, to, steps) => {
  expect(editDistance(from, to)).toBe(steps);
  expect(editDistance(to, from)).toBe(steps);
});

test('the closest name is suggested, and none where none is close', () => {
  expect(suggest('extnd', ['encode', 'extend'])).toBe('; did you mean extend?');
  expect(suggest('frobnicate', ['encode', 'extend'])).toBe('');
});
