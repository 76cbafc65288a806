import fc from 'fast-check';
import { expect, test } from 'vitest';

import { JsonDocument } from './json-document.js';
import type { JsonPath } from './json-document.js';

const config = `{
  "architectures": ["LlamaForCausalLM"],
  "rms_norm_eps": 1e-05,
  "rope_theta": 10000.0,
  "rope_scaling": {
    "factor": 8.0
  },
  "empty": {},
  "vocab_size": 32000
}
`;

function edited(text: string, edit: (document: JsonDocument) => void): string {
  const document = JsonDocument.parse(text, 'config.json');
  edit(document);
  return document.text;
}

test.each<[string, JsonPath, unknown, string, string]>([
  ['a number', ['vocab_size'], 32008, '32000', '32008'],
  ['a member', ['tie'], false, '32000', '32000,\n  "tie": false'],
  ['a nested member', ['rope_scaling', 'type'], 'x', '8.0', '8.0,\n    "type": "x"'],
  ['a member of an empty object', ['empty', 'a'], 1, '{},', '{\n    "a": 1\n  },'],
  ['an object that is missing', ['text', 'n'], 1, '32000', '32000,\n  "text": {\n    "n": 1\n  }'],
  ['an element', ['architectures', 0], 'X', '"LlamaForCausalLM"', '"X"'],
  ['a list', ['rope_theta'], [1, 2], '10000.0', '[\n    1,\n    2\n  ]'],
  ['a dangerous key', ['__proto__'], 1, '32000', '32000,\n  "__proto__": 1'],
])('sets %s and leaves every other byte', (_, path, value, before, after) => {
  expect(edited(config, (document) => document.set(path, value))).toBe(config.replace(before, after));
});

test.each<[string, string, (document: JsonDocument) => void, string]>([
  [
    'Python on one line',
    '{"a": 1.0, "b": [1, 2]}',
    (d) => d.set(['c'], { x: [1] }),
    '{"a": 1.0, "b": [1, 2], "c": {"x": [1]}}',
  ],
  ['compact', '{"a":1,"b":2}', (d) => d.set(['c'], { x: [1, 2] }), '{"a":1,"b":2,"c":{"x":[1,2]}}'],
  ['one member on one line', '{"a": 1}', (d) => d.set(['b'], 2), '{"a": 1, "b": 2}'],
  ['tabs and CRLF', '{\r\n\t"a": 1\r\n}', (d) => d.set(['b'], [3]), '{\r\n\t"a": 1,\r\n\t"b": [\r\n\t\t3\r\n\t]\r\n}'],
  ['an empty text', '{}', (d) => d.set(['b'], 2), '{\n  "b": 2\n}'],
  ['an array', '[1, 2]', (d) => d.append([], [3, 4]), '[1, 2, 3, 4]'],
  ['an indented array', '[\n  1\n]', (d) => d.set([1], { a: 2 }), '[\n  1,\n  {\n    "a": 2\n  }\n]'],
])('keeps the layout: %s', (_, text, edit, expected) => {
  expect(edited(text, edit)).toBe(expected);
});

test.each<[string, string, JsonPath, string]>([
  ['the first', '{"a": 1, "b": 2}', ['a'], '{"b": 2}'],
  ['the last', '{\n  "a": 1,\n  "b": 2\n}', ['b'], '{\n  "a": 1\n}'],
  ['the only', '{ "a": 1 }', ['a'], '{}'],
  ['an element', '[1, [2, 3], 4]', [1, 0], '[1, [3], 4]'],
  ['all of one key', '{"a": 1, "b": 2, "a": 3, "a": 4}', ['a'], '{"b": 2}'],
])('removes %s with its comma', (_, text, path, expected) => {
  expect(edited(text, (document) => expect(document.remove(path)).toBe(true))).toBe(expected);
});

test('does not touch a value that is the same already', () => {
  expect(edited(config, (document) => document.set(['rms_norm_eps'], 0.00001))).toBe(config);
});

test('changes the last of two members with one key, which is the one that readers see', () => {
  expect(edited('{"a": 1, "a": 2}', (document) => document.set(['a'], 3))).toBe('{"a": 1, "a": 3}');
});

test('sets many members in one pass', () => {
  const members = new Map([
    ['7', { id: 7 }],
    ['5', { id: 50 }],
  ]);
  const text = '{"added": {"5": {"id": 5}, "6": {"id": 6}}}';
  expect(edited(text, (document) => document.setMembers(['added'], members))).toBe(
    '{"added": {"5": {"id": 50}, "6": {"id": 6}, "7": {"id": 7}}}',
  );
});

test('answers what is there, and does not take inherited names for keys', () => {
  const document = JsonDocument.parse(config, 'config.json');
  expect(document.get(['rope_scaling', 'factor'])).toBe(8);
  expect(document.has(['rope_scaling', 'none'])).toBe(false);
  expect(document.get(['constructor'])).toBeUndefined();
  expect(document.get(['architectures', 'length'])).toBeUndefined();
  expect(document.remove(['none'])).toBe(false);
});

test.each<[string, (document: JsonDocument) => void, string]>([
  ['a member of a number', (d) => d.set(['vocab_size', 'x'], 1), 'config.json: vocab_size is not an object'],
  ['an index behind the end', (d) => d.set(['architectures', 5], 1), 'architectures has 1 elements, so no index 5'],
  ['appending to an object', (d) => d.append(['empty'], [1]), 'empty is not an array'],
  ['appending to nothing', (d) => d.append(['none'], [1]), 'none does not exist'],
  ['a value that JSON does not have', (d) => d.set(['a'], Number.NaN), 'expected JSON data for value, received NaN'],
  ['undefined', (d) => d.set(['a'], undefined), 'expected JSON data for value, received undefined'],
])('refuses %s and stays as it was', (_, edit, message) => {
  const document = JsonDocument.parse(config, 'config.json');
  expect(() => edit(document)).toThrow(message);
  expect(document.text).toBe(config);
});

test('edits a copy without the original', () => {
  const document = JsonDocument.parse(config, 'config.json');
  document.clone().set(['vocab_size'], 1);
  expect(document.text).toBe(config);
});

test('means what the same edit of a plain object means, in any layout', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(
      objects,
      fc.string(),
      fc.jsonValue(),
      fc.constantFrom(undefined, 2, '\t'),
      (object, key, value, indent) => {
        const document = JsonDocument.parse(JSON.stringify(object, null, indent), 'x');
        document.set([key], value);
        const plain = new Map(Object.entries(object)).set(key, value);
        expect(document.value).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(plain))));
        document.remove([key]);
        plain.delete(key);
        expect(document.value).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(plain))));
      },
    ),
  );
});

test('changes the members and elements of large containers in one pass', () => {
  const text = '{\n  "v": {"a": 0, "1": 1,  "c": 2, "d": 3},\n  "list": [1.0, "x", ["y", 2e0]]\n}\n';
  const document = JsonDocument.parse(text, 'x');
  document.changeMembers(['v'], (key, value) => {
    if (key === '1' || key === 'd') return undefined;
    return key === 'c' ? { key: 'é"', value: 1 } : { key, value };
  });
  document.changeElements(['list'], (value, index) => (index === 1 ? undefined : value));
  expect(document.text).toBe('{\n  "v": {"a": 0,  "é\\"": 1},\n  "list": [1.0, ["y", 2e0]]\n}\n');
});

test('what a change of members keeps is what a plain filter keeps, in any layout', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.integer()),
      fc.func(fc.constantFrom('keep', 'drop', 'new')),
      fc.constantFrom(undefined, 2, '\t'),
      (object, fate, indent) => {
        const document = JsonDocument.parse(JSON.stringify({ v: object, l: Object.keys(object) }, null, indent), 'x');
        document.changeMembers(['v'], (key, value) =>
          fate(key) === 'drop' ? undefined : { key, value: fate(key) === 'new' ? 'new' : value },
        );
        document.changeElements(['l'], (key) => (fate(String(key)) === 'drop' ? undefined : key));
        const kept = Object.entries(object).filter(([key]) => fate(key) !== 'drop');
        const v = Object.fromEntries(kept.map(([key, value]) => [key, fate(key) === 'new' ? 'new' : value]));
        expect(document.value).toEqual({ v, l: kept.map(([key]) => key) });
      },
    ),
  );
});
