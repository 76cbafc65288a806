// Proves that two tokenizers answer alike: the same ids for a set of probes, the same added tokens with the same flags.

import { TokengraftError } from '@tokengraft/errors';
import type { NativeTokenColumns, NativeTokenizer } from '@tokengraft/native';

export function expectSameTokenizer(written: NativeTokenizer, expected: NativeTokenizer, name: string): void {
  expectSame('size', written.size(), expected.size(), name);
  expectSame('id bound', written.idBound(), expected.idBound(), name);
  const added = expected.addedTokens();
  expectSameTokens(written.addedTokens(), added, name);
  for (const text of probes(added.contents)) {
    const [is, should] = [written, expected].map((tokenizer) => tokenizer.encode(text, true, matchSpecials).join(' '));
    expectSame(`ids of ${JSON.stringify(text)}`, is, should, name);
  }
}

function expectSameTokens(written: NativeTokenColumns, expected: NativeTokenColumns, name: string): void {
  expectSame('number of added tokens', written.contents.length, expected.contents.length, name);
  const differs = expected.contents.findIndex(
    (content, index) =>
      written.contents[index] !== content ||
      written.ids[index] !== expected.ids[index] ||
      written.flags[index] !== expected.flags[index],
  );
  if (differs >= 0) expectSame('an added token', showToken(written, differs), showToken(expected, differs), name);
}

function showToken({ ids, contents, flags }: NativeTokenColumns, index: number): string {
  return JSON.stringify({
    id: ids[index],
    content: contents[index],
    flags: flags[index]?.toString(2).padStart(5, '0'),
  });
}

const matchSpecials = 0;

/** White space, cases, digits, scripts, byte fall-back, contractions. */
const generalProbes = [
  '',
  ' ',
  "Hello, world! It's 2024-01-31;\n\n\tdon't  stop.   ",
  'naïve ÉCOLE Ångström 脑电图 한국어 עברית हिन्दी 👩‍👩‍👧 \u0000\u00a0\ufeff',
  'function f(x) {\r\n    return x ** 2;\r\n}\r\n',
];

/** Enough to meet every flag; the whole list is compared as data anyway. */
const probedTokens = 1000;

function probes(contents: readonly string[]): string[] {
  const recent = contents.slice(-probedTokens);
  return [...generalProbes, ...recent.flatMap((content) => [content, `a${content}b`, ` ${content}  ${content}. `])];
}

function expectSame(what: string, is: unknown, should: unknown, name: string): void {
  if (is === should) return;
  const message = `${name} would not be the tokenizer in memory: ${what} is ${String(is)}, expected ${String(should)}; nothing was written`;
  throw new TokengraftError('verification-failed', message, { file: name, what, is, should });
}
