import { expect, test } from 'vitest';

import { findDuplicateKey, parseJson } from './parse-json.js';

test.each([
  ['a comment', '{\n  // note\n}', 'line 2, column 3: expected a key in double quotes, found "// note'],
  ['a trailing comma', '{"a": 1,}', 'line 1, column 9: expected a key in double quotes, found "}"'],
  ['a missing colon', '{"a" 1}', 'line 1, column 6: expected ":"'],
  ['an unfinished text', '{"a": [1', 'line 1, column 9: expected "," or "]", found the end'],
  ['an unfinished string', '["abc', 'line 1, column 2: expected the closing quote of the string'],
  ['a number of another language', '[NaN]', 'line 1, column 2: expected a value, found "NaN]"'],
  ['two values', '{} {}', 'line 1, column 4: expected the end of the text'],
  ['a byte order mark', '\uFEFF{}', 'begins with a byte order mark'],
  ['nothing', '', 'line 1, column 1: expected a value, found the end'],
])('refuses %s and says where', (_, text, message) => {
  expect(() => parseJson(text, 'config.json')).toThrow(message);
  expect(() => parseJson(text, 'config.json')).toThrow(expect.objectContaining({ code: 'bad-file' }));
});

test('takes __proto__ for a key like any other', () => {
  const value = parseJson('{"__proto__": {"polluted": true}}', 'x') as Record<string, unknown>;
  expect(Object.hasOwn(value, '__proto__')).toBe(true);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.each([
  ['none', '{"a": {"b": 1}, "c": {"b": 1}}', undefined],
  ['one at the top', '{"a": 1, "b": 2, "a": 3}', 'a'],
  ['one inside', '[{"x": {"b": 1, "b": 2}}]', 'b'],
  ['one in another spelling', '{"a": 1, "\\u0061": 2}', 'a'],
])('finds a duplicate key: %s', (_, text, key) => {
  expect(findDuplicateKey(text, 'x')).toBe(key);
});
