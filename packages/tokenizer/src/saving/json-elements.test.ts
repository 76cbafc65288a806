import { describe, expect, test } from 'vitest';
import { detectLayout, formatObject, joinElements, splitElements } from './json-elements.js';

describe('the elements of an array are pieces of its text', () => {
  test.each([
    ['none', '[]', []],
    ['white space only', '[ \n ]', []],
    ['numbers', '[1, 2 ,3]', ['1', '2', '3']],
    ['objects over lines', '[\n  {"a": 1,\n "b": [2, 3]},\n  {}\n]', ['{"a": 1,\n "b": [2, 3]}', '{}']],
    ['strings with brackets, commas and quotes', '["a,]", "\\"}", "\\\\"]', ['"a,]"', '"\\"}"', '"\\\\"']],
    ['text behind the array', '[1], "x": [2]', ['1']],
  ])('%s', (_, text, elements) => {
    expect(splitElements(text)).toEqual(elements);
  });
});

test.each([
  ['lines', '{\n  "a": [\n    1,\n    2\n  ]\n}'],
  ['lines with tabs', '{\n\t"a": [\n\t\t1,\n\t\t2\n\t]\n}'],
  ['lines that end in CRLF', '{\r\n  "a": [\r\n    1,\r\n    2\r\n  ]\r\n}'],
  ['one line as Python writes it', '{"a": [1, 2]}'],
  ['one line without spaces', '{"a":[1,2]}'],
])('a list is written in the layout of its document: %s', (_, text) => {
  const layout = detectLayout(text);
  const list = text.slice(text.indexOf('['), text.lastIndexOf(']') + 1);
  expect([...joinElements(splitElements(list), 1, layout)].join('')).toBe(list);
});

test('a long list is written in parts', () => {
  const numbers = Array.from({ length: 10_000 }, (_, index) => String(index));
  const parts = [...joinElements(numbers, 0, detectLayout('{"x": 1}'))];
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.join('')).toBe(`[${numbers.join(', ')}]`);
});

test('an object is written in the layout of its document', () => {
  expect(formatObject({ id: 1, b: true }, 1, detectLayout('{\n  "x": 1\n}'))).toBe(
    '{\n    "id": 1,\n    "b": true\n  }',
  );
  expect(formatObject({ id: 1, b: '"' }, 1, detectLayout('{"x":1}'))).toBe('{"id":1,"b":"\\""}');
});
