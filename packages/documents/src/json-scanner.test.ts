import fc from 'fast-check';
import { expect, test } from 'vitest';

import { checkJson, maxDepth } from './json-scanner.js';

function accepts(text: string): boolean {
  try {
    checkJson(text);
    return true;
  } catch {
    return false;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('accepts whatever JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      expect(accepts(JSON.stringify(value, null, indent))).toBe(true);
    }),
  );
});

test('agrees with JSON.parse on damaged texts', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"',
    '\\',
    '\\u00e9',
    '\\x',
    '1',
    '-',
    '0',
    '.5',
    'e3',
    'true',
    'nul',
    ' ',
    '\n',
    '\t',
    '\u0000',
    '\u00a0',
    '//',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 9 }), (parts) => {
      expect(accepts(parts.join(''))).toBe(parses(parts.join('')));
    }),
    { numRuns: 20_000 },
  );
});

test('refuses nesting that would overflow a stack, without recursion of its own', () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  expect(accepts(nested(maxDepth))).toBe(true);
  expect(accepts(nested(maxDepth + 1))).toBe(false);
  expect(accepts('{"a":'.repeat(1_000_000))).toBe(false);
});
