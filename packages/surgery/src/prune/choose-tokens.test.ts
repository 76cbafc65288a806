import { describe, expect, test } from 'vitest';
import { dropTokens, keepBySize, keepTokens, type Choices } from './choose-tokens.js';
import { mergeParts } from './merge-parts.js';

// a=0 b=1 c=2 d=3 ab=4 abc=5 cd=6 abcd=7 (of abc and d) zz=8 (of nothing)
const names = ['a', 'b', 'c', 'd', 'ab', 'abc', 'cd', 'abcd', 'zz'];
const parts = new Map([
  [4, { left: 0, right: 1 }],
  [5, { left: 4, right: 2 }],
  [6, { left: 2, right: 3 }],
  [7, { left: 5, right: 3 }],
]);
const choices: Choices = {
  all: names.map((_, id) => id),
  fixed: new Set([0, 1, 2, 3]),
  parts,
  nameOf: (id) => names[id],
};
const sorted = (ids: ReadonlySet<number>): number[] => [...ids].toSorted((left, right) => left - right);

describe('keeping', () => {
  test('takes what a token is merged from along, and nothing else', () => {
    expect(sorted(keepTokens([7], choices))).toEqual([0, 1, 2, 3, 4, 5, 7]);
    expect(sorted(keepTokens([], choices))).toEqual([0, 1, 2, 3]);
  });
});

describe('dropping', () => {
  test('refuses orphans by name', () => {
    expect(() => dropTokens(new Set([4]), { cascade: false }, choices)).toThrow(
      '2 tokens that stay are merged from dropped ones: "abc", "abcd"',
    );
  });
  test('takes them along with cascade', () => {
    expect(sorted(dropTokens(new Set([4]), { cascade: true }, choices))).toEqual([0, 1, 2, 3, 6, 8]);
  });
  test('lets a dropped family go together', () => {
    expect(sorted(dropTokens(new Set([7, 5]), { cascade: false }, choices))).toEqual([0, 1, 2, 3, 4, 6, 8]);
  });
  test('never touches what is fixed', () => {
    expect(() => dropTokens(new Set([1]), { cascade: true }, choices)).toThrow('the token "b" cannot be dropped');
  });
});

describe('to a size', () => {
  const counts = (of: readonly number[]): Float64Array => Float64Array.from(of);

  test('leaves go first, the rarest of them, of equals the one with the highest id', () => {
    expect(sorted(keepBySize(7, counts([9, 9, 9, 9, 0, 0, 5, 5, 5]), choices))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(sorted(keepBySize(8, counts([9, 9, 9, 9, 0, 0, 4, 4, 4]), choices))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });
  test('a removed token leaves its count to its parts', () => {
    // abcd goes first and makes abc 2 + 1; then zz (2.5) goes before it.
    expect(sorted(keepBySize(7, counts([0, 0, 0, 0, 0, 2, 9, 1, 2.5]), choices))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(sorted(keepBySize(7, counts([0, 0, 0, 0, 0, 0, 9, 3, 4]), choices))).toEqual([0, 1, 2, 3, 4, 6, 8]);
  });
  test('a size below what must stay is refused with the least there is', () => {
    expect(() => keepBySize(3, counts(names.map(() => 1)), choices)).toThrow('ask for at least 4');
  });
});

describe('the parts of a token', () => {
  const ids = new Map(names.map((name, id) => [name, id]));
  const model = { type: 'BPE', ids, unknown: undefined, byteFallback: false, affixes: [] };
  const merge = (left: string, right: string) => ({
    left: ids.get(left) ?? -1,
    right: ids.get(right) ?? -1,
    product: ids.get(left + right) ?? -1,
  });

  test('are those that the ranks choose where several merges make it', () => {
    const early = mergeParts({
      ...model,
      merges: [merge('c', 'd'), merge('a', 'b'), merge('ab', 'cd'), merge('abc', 'd')],
    });
    expect(early.get(7)).toEqual({ left: 4, right: 6 });
    const late = mergeParts({
      ...model,
      merges: [merge('a', 'b'), merge('ab', 'c'), merge('c', 'd'), merge('ab', 'cd'), merge('abc', 'd')],
    });
    expect(late.get(7)).toEqual({ left: 5, right: 3 });
  });
});
