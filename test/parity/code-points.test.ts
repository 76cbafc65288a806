// Every stage that asks Unicode about characters, for every code point of planes 0, 1 and 14 (a sample of ideographs,
// syllables, private use and the other planes), against the native `tokenizers` package. The model knows bytes alone, so that its ids spell what the stage made.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
import { afterAll, beforeAll, expect, test } from 'vitest';

const charactersOfText = 256;

const byteTokens = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
const model = {
  type: 'BPE',
  unk_token: '<unk>',
  byte_fallback: true,
  vocab: Object.fromEntries(['<unk>', ...byteTokens].map((token, id) => [token, id])),
  merges: [],
};

const split = (regex: string) => ({
  pre_tokenizer: { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false },
});
const bert = (lowercase: boolean, strip_accents: boolean) => ({
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    lowercase,
    strip_accents,
  },
});
const gpt2 = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
const cl100k = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const o200k = [
  String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?`,
  String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?`,
  String.raw`\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
].join('|');

const deepSeek = [
  String.raw`\p{N}{1,3}`,
  '[一-龥぀-ゟ゠-ヿ]+',
  '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+',
];
/** Patterns without a scanner. */
const generalPatterns = [
  String.raw`\w+|[^\w\s]`,
  String.raw`[\w]+|[\W_]`,
  String.raw`\b\p{L}|\B\p{M}`,
  String.raw`[[:punct:]]+|[[:^alpha:]]`,
  String.raw`\p{Punct}+|[\P{Alphabetic}a]`,
  String.raw`\p{C}+|\p{Lu}+|\p{Ll}|\p{Nd}`,
  String.raw`[^\P{Lowercase}a]+|\p{Uppercase}`,
  String.raw`\p{Han}+|\p{Hiragana}|\p{Latin}+|\p{Common}`,
  String.raw`[[:graph:]]|[[:blank:]]`,
  String.raw`\p{Emoji}|\p{Emoji_Presentation}+|\p{Extended_Pictographic}`,
  String.raw`(?i:[a-z]+|[а-я]|\p{Lt}|ꟛ|Ά)`,
  String.raw`(?i)[^k-s\p{N}]`,
];

const stages: readonly (readonly [string, object])[] = [
  ...['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase', 'StripAccents', 'Nmt'].map(
    (type) => [type, { normalizer: { type } }] as const,
  ),
  ['BertNormalizer', bert(true, true)],
  ['BertNormalizer, case and accents kept', bert(false, false)],
  ['Strip', { normalizer: { type: 'Strip', strip_left: true, strip_right: true } }],
  ...['BertPreTokenizer', 'UnicodeScripts', 'Whitespace', 'WhitespaceSplit'].map(
    (type) => [type, { pre_tokenizer: { type } }] as const,
  ),
  ['Digits', { pre_tokenizer: { type: 'Digits', individual_digits: true } }],
  ['Punctuation', { pre_tokenizer: { type: 'Punctuation', behavior: 'Isolated' } }],
  ['ByteLevel', { pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true } }],
  ['the pattern of GPT-2', split(gpt2)],
  ['the pattern of cl100k', split(cl100k)],
  ['the pattern of o200k', split(o200k)],
  [
    "DeepSeek's patterns",
    { pre_tokenizer: { type: 'Sequence', pretokenizers: deepSeek.map((regex) => split(regex).pre_tokenizer) } },
  ],
  ...generalPatterns.map((regex) => [regex, split(regex)] as const),
];

/** Ranges whose characters are all alike. */
const alike = [
  [0x3400, 0x9fff],
  [0xac00, 0xd7a3],
  [0xe000, 0xf8ff],
  [0x17000, 0x18cff],
  [0x20000, 0xdffff],
  [0xf0000, 0x10ffff],
] as const;

const isSurrogate = (code: number) => 0xd800 <= code && code < 0xe000;
const isSampled = (code: number) => code % 97 === 0 || !alike.some(([first, last]) => first <= code && code <= last);
const codePoints = Array.from({ length: 0x110000 }, (_, code) => code).filter(
  (code) => !isSurrogate(code) && isSampled(code),
);

/** Lines of code points in order, `between` in front of each. */
function linesOf(between: string): string[] {
  const lines: string[] = [];
  for (let begin = 0; begin < codePoints.length; begin += charactersOfText) {
    const characters = codePoints.slice(begin, begin + charactersOfText);
    lines.push(characters.map((code) => between + String.fromCodePoint(code)).join(''));
  }
  return lines;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(stages)('%s', async (name, stage) => {
  const file = path.join(folder, `${stages.findIndex(([other]) => other === name)}.json`);
  const nothing = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  const document = { version: '1.0', truncation: null, padding: null, added_tokens: [], ...nothing, ...stage, model };
  await writeFile(file, JSON.stringify(document));
  const [ours, reference] = [await loadTokenizer(file), Reference.fromFile(file)];
  const differing: string[] = [];
  for (const line of ['', 'normalizer' in stage ? 'a\u0301\u0327' : 'a '].flatMap(linesOf)) {
    const is = ours.encoding(line);
    const should = await reference.encode(line, null);
    const isWords = [...is.wordIds].join();
    const shouldWords = should
      .getWordIds()
      .map((word) => word ?? -1)
      .join();
    if ([...is.ids].join() !== should.getIds().join() || isWords !== shouldWords) differing.push(escaped(line));
  }
  expect(differing).toEqual([]);
});

function escaped(text: string): string {
  return Array.from(text, (character) => `U+${character.codePointAt(0)?.toString(16)}`).join(' ');
}
