import { describe, expect, test } from 'vitest';
import { expectAllSpecial, readTokenInputs } from './added-tokens.js';

const read = (tokens: unknown, flags: unknown = {}, special = false) => readTokenInputs(tokens, flags, special);

describe('a token request is completed', () => {
  const none = { id: 0, singleWord: false, lstrip: false, rstrip: false };
  test.each([
    ['a string', ['a'], {}, false, { content: 'a', special: false, normalized: true }],
    ['a special string', ['a'], {}, true, { content: 'a', special: true, normalized: false }],
    [
      'common flags',
      ['a'],
      { singleWord: true },
      false,
      { content: 'a', special: false, normalized: true, singleWord: true },
    ],
    [
      'its own flags first',
      [{ content: 'a', lstrip: false, special: true }],
      { lstrip: true },
      false,
      { content: 'a', special: true, normalized: false },
    ],
    [
      'normalized as asked',
      [{ content: 'a', normalized: false }],
      {},
      false,
      { content: 'a', special: false, normalized: false },
    ],
  ])('%s', (_, tokens, flags, special, expected) => {
    expect(read(tokens, flags, special)).toEqual([{ ...none, ...expected }]);
  });
});

describe('what is no token is refused', () => {
  test.each([
    ['no list', 'a', 'expected an array for tokens'],
    ['the empty string', [''], 'expected a non-empty string of whole characters for tokens[0]'],
    ['a number', [7], 'expected an object for tokens[0]'],
    ['null', [null], 'expected an object for tokens[0], received null'],
    ['an object without content', [{}], 'expected a non-empty string of whole characters for tokens[0].content'],
    ['half a surrogate pair', ['a\ud800'], 'for tokens[0]'],
    ['an unknown flag', [{ content: 'a', colour: 1 }], 'tokens[0].colour is not known'],
    ['a flag that is no boolean', [{ content: 'a', lstrip: 1 }], 'expected true or false for tokens[0].lstrip'],
  ])('%s', (_, tokens, message) => {
    expect(() => read(tokens)).toThrow(TypeError);
    expect(() => read(tokens)).toThrow(message);
  });

  test('a general token among special ones', () => {
    const tokens = read([{ content: 'a', special: false }], {}, true);
    expect(() => expectAllSpecial(tokens)).toThrow('tokens[0].special is false');
  });
});

test('one token twice is one request repeated; with other flags it is a question', () => {
  expect(read(['a', 'a'])).toHaveLength(2);
  expect(() => read(['a', { content: 'a', lstrip: true }])).toThrow(
    expect.objectContaining({ code: 'bad-argument', message: expect.stringContaining('"a"') }),
  );
});
