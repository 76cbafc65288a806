import { expect, test } from 'vitest';
import { rowsFor } from './plan-matrices.js';

test.each([
  ['every id gets a row', 50257, 50259, 1, 50259],
  ['rows are added up to a multiple', 50257, 50259, 64, 50304],
  ['spare rows are used first', 151936, 151667, 1, 151936],
  ['a padded table is never shrunk', 262208, 262146, 64, 262208],
  ['a table that is large enough stays, multiple or not', 1000, 990, 128, 1024],
  ['a table larger than the multiple stays', 1100, 990, 128, 1100],
  ['ids without a row are covered', 262144, 262145, 1, 262145],
  ['an empty tokenizer still has one row', 0, 0, 1, 1],
])('%s', (_, rows, ids, padTo, expected) => {
  expect(rowsFor(rows, ids, padTo)).toBe(expected);
});
