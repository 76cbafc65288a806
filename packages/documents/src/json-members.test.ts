import { expect, test } from 'vitest';

import { findMember, spliceMember } from './json-members.js';

const text = '{\n  "version": "1.0",\n  "added_tokens": [],\n  "model": {"vocab": {"added_tokens": 1}}\n}\n';

test('finds a member at the top and not one of the same name below', () => {
  const range = findMember(text, 'added_tokens', 'tokenizer.json');
  expect(text.slice(range?.start, range?.end)).toBe('[]');
  expect(findMember(text, 'vocab', 'tokenizer.json')).toBeUndefined();
});

test.each([
  ['replaces a value and nothing else', 'added_tokens', text.replace('[]', '[{"id": 7}]')],
  ['adds a member at the end', 'added', text.replace('1}}', '1}},\n  "added": [{"id": 7}]')],
])('%s', (_, key, expected) => {
  expect(spliceMember(text, key, '[{"id": 7}]', 'tokenizer.json')).toBe(expected);
});

test.each([
  ['a text that is no object', '[1]', 'not a JSON object'],
  ['a key that stands twice', '{"a": 1, "a": 2}', 'has the key "a" twice'],
  ['an unfinished value', '{"a": {"b": 1}', 'expected "," or "}", found the end'],
  ['text behind the object', '{"a": 1} x', 'expected the end of the text'],
])('refuses %s', (_, bad, message) => {
  expect(() => spliceMember(bad, 'a', '3', 'tokenizer.json')).toThrow(message);
});

test('refuses a new value that is not JSON', () => {
  expect(() => spliceMember('{}', 'a', '[1', 'x')).toThrow('the new value of "a"');
});

test('goes through 20 MB of vocabulary in a moment', () => {
  const entries = Array.from({ length: 800_000 }, (_, id) => `"token ${id} é":${id}`);
  const large = `{"model":{"vocab":{${entries.join(',')}}},"added_tokens":[]}`;
  const begin = performance.now();
  expect(spliceMember(large, 'added_tokens', '[1]', 'x').length).toBe(large.length + 1);
  // 0.3 s on two busy cores; the bound only tells linear from quadratic.
  expect(performance.now() - begin).toBeLessThan(10_000);
});
