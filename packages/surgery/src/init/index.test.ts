import { expect, test } from 'vitest';
import { initMethodNames, initMethods } from './index.js';

const token = { row: 300, content: 'electrocardiogram', pieces: [4, 9, 9, 2] };

test.each([
  ['mean', { kind: 'mean' }, { kind: 'mean' }],
  ['zero', { kind: 'zero' }, { kind: 'zero' }],
  ['normal', { kind: 'normal' }, { kind: 'zero' }],
  [
    'subword-mean',
    { kind: 'weighted-sum', rows: [4, 9, 9, 2], weights: [0.25, 0.25, 0.25, 0.25] },
    { kind: 'weighted-sum', rows: [4, 9, 9, 2], weights: [0.25, 0.25, 0.25, 0.25] },
  ],
] as const)('%s answers with recipes for a row and for a bias', (name, row, bias) => {
  expect(initMethods[name].row(token)).toEqual(row);
  expect(initMethods[name].bias(token)).toEqual(bias);
});

test('the names are those of the table', () => {
  expect(initMethodNames).toEqual(['mean', 'subword-mean', 'zero', 'normal']);
});

test('a token without pieces is refused by name', () => {
  expect(() => initMethods['subword-mean'].row({ ...token, pieces: [] })).toThrow(/"electrocardiogram" has no pieces/);
});
