// Wrong JavaScript types into the exported functions throw, and touch nothing.

import { extendVocabulary, verifySurgery } from '@tokengraft/surgery';
import { expect, test } from 'vitest';
import { namesIn, scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';

const at = scratchFolder('wrong-calls');

const values: readonly unknown[] = [
  undefined,
  null,
  0,
  Number.NaN,
  1n,
  true,
  Symbol('s'),
  {},
  [],
  () => 1,
  new Map(),
  'x',
];
const wrong = (isRight: (value: unknown) => boolean): readonly unknown[] => values.filter((value) => !isRight(value));
const isString = (value: unknown): boolean => typeof value === 'string';

const calls: readonly (readonly [string, readonly unknown[], (value: never) => Promise<unknown>])[] = [
  ['extendVocabulary(source)', wrong(isString), (value) => extendVocabulary(value, { tokens: ['x'], out: at('out') })],
  [
    'extendVocabulary(…, options)',
    wrong((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
    (value) => extendVocabulary(at('model'), value),
  ],
  ['verifySurgery(before)', wrong(isString), (value) => verifySurgery(value, at('model'))],
  ['verifySurgery(…, after)', wrong(isString), (value) => verifySurgery(at('model'), value)],
  [
    'verifySurgery(…, …, options)',
    [null, 0, 'x', [], () => 1],
    (value) => verifySurgery(at('model'), at('model'), value),
  ],
];

test.each(calls)('%s', async (_, candidates, call) => {
  makeTinyModel(at('model'), { layout: 'gpt2' });
  for (const value of candidates) {
    await expect(call(value as never)).rejects.toThrow(TypeError);
  }
  expect(namesIn(at())).toEqual(['model']);
});

const tokens: readonly unknown[] = [
  [1],
  [null],
  [''],
  ['\ud800'],
  [{}],
  [{ content: 1 }],
  [{ content: 'a', lstrip: 1 }],
  [{ content: 'a', other: true }],
];

test.each(tokens.map((value) => [JSON.stringify(value), value] as const))('tokens: %s', async (_, value) => {
  makeTinyModel(at('model'), { layout: 'gpt2' });
  const attempt = extendVocabulary(at('model'), { tokens: value as never, out: at('out') });
  await expect(attempt).rejects.toThrow(TypeError);
  expect(namesIn(at())).toEqual(['model']);
});
