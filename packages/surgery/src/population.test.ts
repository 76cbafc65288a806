import type { Tokenizer } from '@tokengraft/tokenizer';
import { expect, test } from 'vitest';
import { countedRows, isReservedName, nameFlags, refuseNonFinite } from './population.js';

test.each([
  '<|reserved_special_token_17|>',
  '<unused42>',
  '[unused1]',
  '<|placeholder3|>',
  '<dummy00001>',
  '<Reserved>',
])('%s is kept for later', (name) => {
  expect(isReservedName(name)).toBe(true);
});

test.each(['reserved', 'Ġunused', '▁unused', '<|eot|>', '<s>', 'dummy', '[PAD]'])('%s is an ordinary token', (name) => {
  expect(isReservedName(name)).toBe(false);
});

const tokens = ['a', '<unused1>', 'b', undefined, 'c'];
const tokenizer = { idBound: tokens.length, tokens: () => tokens } as unknown as Tokenizer;

const named = nameFlags(tokenizer, 6);

test('a row counts when it has a token, a real name and a value', () => {
  const flags = Uint8Array.of(0, 0, 1, 0, 0, 0);
  expect(named).toEqual(Uint8Array.of(1, 0, 1, 0, 1, 0));
  expect(countedRows('live', { named, flags })).toEqual({
    population: 'live',
    excluded: [
      { begin: 1, end: 4 },
      { begin: 5, end: 6 },
    ],
  });
});

test('every row counts when asked, and where none is live', () => {
  const flags = new Uint8Array(6).fill(1);
  expect(countedRows('all', { named, flags }).excluded).toEqual([]);
  expect(countedRows('live', { named, flags })).toEqual({ population: 'all', excluded: [] });
});

test('a mean over rows that are not finite is refused by name, outside the population it is not', () => {
  const flags = Uint8Array.of(0, 2, 0, 2);
  expect(() => refuseNonFinite('wte.weight', flags, [])).toThrow(/wte\.weight .* row 1, 3/);
  expect(() => refuseNonFinite('wte.weight', flags, [{ begin: 1, end: 2 }])).toThrow(/row 3,/);
  expect(() => refuseNonFinite('wte.weight', flags, [{ begin: 1, end: 4 }])).not.toThrow();
});
