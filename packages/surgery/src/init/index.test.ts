import { expect, test } from 'vitest';
import { checkInit, describeInit, makeRowMaker, type InitChoice } from '../init-choice.js';
import { initMethodNames } from './index.js';
import type { OldVocabulary } from './init-method.js';

const token = { row: 300, content: 'electrocardiogram', pieces: [4, 9, 9, 2] };

const old: OldVocabulary = {
  piecesOf: (text) => Array.from(text, (letter) => letter.charCodeAt(0)),
  idOf: (word) => (word === '<|endoftext|>' ? 50 : undefined),
  hasId: (id) => id < 256,
};

const make = (choice: InitChoice) => makeRowMaker(checkInit('options.init', choice), old);
const sum = (rows: number[], weights: number[]) => ({ kind: 'weighted-sum', rows, weights });

test.each<[string, InitChoice, object, object?]>([
  ['mean', 'mean', { kind: 'mean' }],
  ['zero', 'zero', { kind: 'zero' }],
  ['normal', 'normal', { kind: 'normal' }, { kind: 'zero' }],
  ['mean-cov', 'mean-cov', { kind: 'mean-cov' }],
  ['subword-mean', 'subword-mean', sum([4, 9, 9, 2], [0.25, 0.25, 0.25, 0.25])],
  ['subword', 'subword', sum([4, 9, 9, 2], [0.25, 0.25, 0.25, 0.25])],
  ['subword, sum', { method: 'subword', weights: 'sum' }, sum([4, 9, 9, 2], [1, 1, 1, 1])],
  ['subword, first', { method: 'subword', weights: 'first' }, sum([4], [1])],
  ['subword, last', { method: 'subword', weights: 'last' }, sum([2], [1])],
  ['subword, linear-up', { method: 'subword', weights: 'linear-up' }, sum([4, 9, 9, 2], [0.1, 0.2, 0.3, 0.4])],
  ['subword, linear-down', { method: 'subword', weights: 'linear-down' }, sum([4, 9, 9, 2], [0.4, 0.3, 0.2, 0.1])],
  ['subword, geometric 0', { method: 'subword', weights: 'geometric', factor: 0 }, sum([4], [1])],
  [
    'subword, geometric 0.5',
    { method: 'subword', weights: 'geometric', factor: 0.5 },
    sum([4, 9, 9, 2], [8 / 15, 4 / 15, 2 / 15, 1 / 15]),
  ],
  [
    'subword, geometric 1',
    { method: 'subword', weights: 'geometric', factor: 1 },
    sum([4, 9, 9, 2], Array(4).fill(0.25)),
  ],
  ['interpolate', 'interpolate', { ...sum([4, 9, 9, 2], Array(4).fill(0.125)), mean: 0.5 }],
  ['interpolate 0', { method: 'interpolate', share: 0 }, { kind: 'mean' }],
  ['interpolate 1', { method: 'interpolate', share: 1 }, sum([4, 9, 9, 2], Array(4).fill(0.25))],
  ['copy of a token', { method: 'copy', from: '<|endoftext|>' }, sum([50], [1])],
  ['copy of an id', { method: 'copy', from: 7 }, sum([7], [1])],
  ['copy by a map', { method: 'copy', from: 7, map: { electrocardiogram: 8 } }, sum([8], [1])],
  ['description', { method: 'description', texts: { electrocardiogram: 'ab' } }, sum([97, 98], [0.5, 0.5])],
])('%s answers with recipes for a row and for a bias', (_, choice, row, bias = row) => {
  expect(make(choice).row(token)).toEqual(row);
  expect(make(choice).bias(token)).toEqual(bias);
});

test.each([
  ['exp-up', [Math.exp(-4), Math.exp(-2), 1]],
  ['exp-down', [1, Math.exp(-2), Math.exp(-4)]],
] as const)('subword, %s: weights are e to twice the place, and their sum is 1', (weights, expected) => {
  const recipe = make({ method: 'subword', weights }).row({ ...token, pieces: [1, 2, 3] });
  const total = 1 + Math.exp(-2) + Math.exp(-4);
  const found = recipe.kind === 'weighted-sum' ? recipe.weights : [];
  expect(found).toHaveLength(3);
  for (const [index, weight] of found.entries()) expect(weight).toBeCloseTo((expected[index] ?? 0) / total, 14);
});

test('five hundred pieces have finite weights', () => {
  const pieces = Array.from({ length: 500 }, (_, index) => index);
  for (const weights of ['exp-up', 'exp-down', 'geometric'] as const) {
    const recipe = make({ method: 'subword', weights }).row({ ...token, pieces });
    const found = recipe.kind === 'weighted-sum' ? recipe.weights : [];
    expect(found.every(Number.isFinite)).toBe(true);
    expect(found.reduce((total, weight) => total + weight, 0)).toBeCloseTo(1, 12);
  }
});

test('the scale of a covariance stands in the plan', () => {
  expect(make('mean-cov').covarianceScale).toBe(0.1);
  expect(make({ method: 'mean-cov', scale: 1e-9 }).covarianceScale).toBe(1e-9);
  expect(describeInit(checkInit('init', 'mean-cov'))).toBe('mean-cov (scale 0.1)');
});

test('the names are those of the table', () => {
  expect(initMethodNames).toEqual([
    'mean',
    'subword-mean',
    'subword',
    'interpolate',
    'mean-cov',
    'copy',
    'description',
    'zero',
    'normal',
  ]);
});

test.each<[InitChoice, RegExp]>([
  ['subword-mean', /"electrocardiogram" has no pieces/],
  ['subword', /"electrocardiogram" has no pieces/],
  ['interpolate', /"electrocardiogram" has no pieces/],
  ['copy', /no source for token "electrocardiogram"/],
  [{ method: 'copy', from: 'nowhere' }, /copy of "nowhere", which the old vocabulary does not have/],
  [{ method: 'copy', from: 300 }, /copy of 300, which the old vocabulary does not have/],
  ['description', /no text for token "electrocardiogram"/],
  [{ method: 'description', texts: { electrocardiogram: '' } }, /options\.init\.texts\["electrocardiogram"\]/],
])('what a method cannot do for a token it refuses by name: %j', (choice, message) => {
  expect(() => make(choice).row({ ...token, pieces: [] })).toThrow(message);
});

test.each<[unknown, RegExp]>([
  ['omp', /one of "mean".* for options\.init, received the string "omp"/],
  [{ method: 'omp' }, /one of "mean".* for options\.init\.method/],
  [{}, /options\.init\.method/],
  [null, /options\.init/],
  [{ method: 'mean', scale: 1 }, /options\.init\.scale is not known; the method's options are none/],
  [{ method: 'mean-cov', scale: -1 }, /a number from 0 to 1000000 for options\.init\.scale, received -1/],
  [{ method: 'mean-cov', scale: Number.NaN }, /options\.init\.scale/],
  [{ method: 'mean-cov', scale: '0.1' }, /options\.init\.scale, received "0\.1"/],
  [{ method: 'subword', weights: 'best' }, /one of "mean", "sum".* for options\.init\.weights/],
  [{ method: 'interpolate', share: 1.5 }, /a number from 0 to 1 for options\.init\.share/],
  [{ method: 'copy', from: -1 }, /a token or an id for options\.init\.from/],
  [{ method: 'copy', map: ['a'] }, /an object for options\.init\.map/],
])('a wrong choice is a wrong call: %j', (choice, message) => {
  expect(() => checkInit('options.init', choice)).toThrow(TypeError);
  expect(() => checkInit('options.init', choice)).toThrow(message);
});
