import { expect, test } from 'vitest';
import { encodingNames, encodings } from './index.js';

test.each(encodingNames)('%s: every special token has an id of its own', (name) => {
  const { ranks, specialTokens } = encodings[name];
  const ids = Object.values(specialTokens);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ranks).toMatch(/^[0-9a-f]{64}$/);
});

test.each([
  ['llama3', 256, 128000, 128255],
  ['o200k_harmony', 1090, 199998, 201087],
] as const)('%s fills %i ids', (name, count, first, last) => {
  const ids = Object.values(encodings[name].specialTokens).toSorted((left, right) => left - right);
  expect([ids.length, ids[0], ids.at(-1)]).toEqual([count, first, last]);
});

test('reserved tokens are called after their place', () => {
  expect(encodings.llama3.specialTokens).toMatchObject({
    '<|reserved_special_token_2|>': 128012,
    '<|reserved_special_token_245|>': 128255,
  });
  expect(encodings.o200k_harmony.specialTokens).toMatchObject({
    '<|reserved_200000|>': 200000,
    '<|reserved_201087|>': 201087,
  });
});
