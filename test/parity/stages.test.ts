// Every kind of stage against the native `tokenizers` package, in tokenizers made for the purpose: each row is one
// tokenizer, read by both from the same bytes, and asked for the same random texts.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTokenizer, type Tokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../fixtures/random.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const textsPerRow = 150;

const alphabets = [
  'abcxyzABCXYZ',
  ' \t\n\r\u000b\u00a0\u3000\u2028\u0085\u200b\u1680',
  `'"!?.,;:-_()$+=~^\``,
  '0123456789²½Ⅷ①٣',
  'äöüßéèñçøåİıſẞǅΣΑ\u0345',
  'e\u0301a\u0308\u0323ạ̈',
  '中文漢字かなカナーー한국어',
  'אבגدذرहिन्दीไทย\u0902\u0981',
  '\u200d\ufe0f\ufeff\u00ad\ufffd\u0000\u007f\u008f\u0600',
  '😀👩👨🏽🇩🇪𝒳𐍈©',
  'ﬁ㍿Åﷺ①ﾊﾞ',
  '▁▁<0x41>',
] as const;

const characters = [...new Set(alphabets.flatMap((alphabet) => alphabet.normalize('NFKD') + alphabet))]
  .join('')
  .normalize('NFC');
const known = [...new Set(Array.from(`${characters}${characters.toLowerCase()}${characters.normalize('NFD')}▁`))];

const unknown = '[UNK]';
const words = ['the', 'ab', '##ab', '##c', 'abc', '##x', 'x', '##é', 'é', '中', '##文', '.', '##.', 'a', 'b'];

const inOrder = (tokens: readonly string[]) => Object.fromEntries(tokens.map((token, id) => [token, id]));
const models = {
  characters: {
    type: 'BPE',
    unk_token: unknown,
    fuse_unk: false,
    byte_fallback: false,
    vocab: inOrder([unknown, ...known]),
    merges: [],
  },
  wholePieces: { type: 'WordLevel', unk_token: unknown, vocab: inOrder([unknown, ...words, ...known.slice(0, 99)]) },
  wordPiece: {
    type: 'WordPiece',
    unk_token: unknown,
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 6,
    vocab: inOrder([unknown, ...words]),
  },
  unigram: {
    type: 'Unigram',
    unk_id: 0,
    byte_fallback: false,
    vocab: scored([unknown, 'ab', 'abc', 'bc', '▁a', ...known]),
  },
  unigramWithFewTokens: { type: 'Unigram', unk_id: 0, vocab: scored([unknown, 'a', 'b', 'ab', '▁', 'xyz', '中文']) },
  unigramInBytes: {
    type: 'Unigram',
    unk_id: 0,
    byte_fallback: true,
    vocab: scored([unknown, 'a', 'ab', ...byteTokens()]),
  },
  // In GPT-2's stand-ins, as models of characters meet them behind a ByteLevel stage.
  standInsUnigram: {
    type: 'Unigram',
    unk_id: 0,
    vocab: scored([unknown, 'a', 'b', 'ab', 'Ġ', 'Ġa', 'Ċ', 'Ã', '©', 'Ã©', 'ä¸', 'ä', 'x']),
  },
  standInsWordPiece: {
    type: 'WordPiece',
    unk_token: unknown,
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 12,
    vocab: inOrder([unknown, 'a', 'ab', '##a', '##b', 'Ġ', 'Ġa', '##Ġ', 'Ã', '##©', '##Ã', 'x', '##x', '.', '##.']),
  },
  standInsBpe: {
    type: 'BPE',
    unk_token: unknown,
    fuse_unk: true,
    byte_fallback: true,
    vocab: inOrder([
      unknown,
      'a',
      'b',
      'ab',
      'Ġ',
      'Ġa',
      'x',
      '.',
      'Ã',
      '<0xC4>',
      '<0xA0>',
      '<0xC2>',
      '<0xC5>',
      '1',
      '2',
    ]),
    merges: ['a b', 'Ġ a'],
  },
  standIns: {
    type: 'BPE',
    unk_token: unknown,
    fuse_unk: false,
    byte_fallback: false,
    vocab: inOrder([unknown, ...standIns(), 'Ġa', 'ab', 'Ã©']),
    merges: ['Ġ a', 'a b', 'Ã ©'],
  },
  unigramWithoutFear: {
    type: 'Unigram',
    unk_id: 0,
    vocab: [
      [unknown, 90],
      ['a', 60],
      ['中文', 95],
      ['ab', 121],
      ['xyz', 1],
    ],
  },
} as const;

function scored(tokens: readonly string[]): (readonly [string, number])[] {
  return [...new Set(tokens)].map((token, id) => [token, -((id * 7919) % 97) / 8 - 1]);
}

function standIns(): string[] {
  const printable = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173);
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
}

function byteTokens(): string[] {
  const hexadecimal = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');
  return Array.from({ length: 256 }, (_, byte) => `<0x${hexadecimal(byte)}>`);
}

/** A charsmap as SentencePiece writes it, from rules of one byte each: the root's units, then the replacements. */
function charsmap(rules: Readonly<Record<string, string>>): string {
  const base = 256;
  const units = new Uint32Array(1024);
  units[0] = base << 10;
  let replacements = '';
  Object.entries(rules).forEach(([from, to], index) => {
    const byte = from.charCodeAt(0);
    const leaf = 512 + index;
    units[base ^ byte] = (((base ^ byte ^ leaf) << 10) | (1 << 8) | byte) >>> 0;
    units[leaf] = Buffer.byteLength(replacements);
    replacements += `${to}\0`;
  });
  const size = Buffer.alloc(4);
  size.writeUInt32LE(units.byteLength);
  return Buffer.concat([size, Buffer.from(units.buffer), Buffer.from(replacements)]).toString('base64');
}

interface Row {
  readonly model: keyof typeof models;
  readonly post_processor?: object;
  readonly normalizer?: object;
  readonly pre_tokenizer?: object;
  readonly decoder?: object;
}

const bert = (strip_accents: boolean | null, flags: object = {}) => {
  const all = { clean_text: true, handle_chinese_chars: true, lowercase: true };
  return { type: 'BertNormalizer', ...all, strip_accents, ...flags };
};
const sequence = (...normalizers: object[]) => ({ type: 'Sequence', normalizers });
const inTurn = (...pretokenizers: object[]) => ({ type: 'Sequence', pretokenizers });
const metaspace = (prepend_scheme: string, split: boolean) => ({
  type: 'Metaspace',
  replacement: '▁',
  prepend_scheme,
  split,
});
const precompiled = (rules: Readonly<Record<string, string>>) => ({
  type: 'Precompiled',
  precompiled_charsmap: charsmap(rules),
});
const byteLevel = (add_prefix_space: boolean, use_regex: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space,
  trim_offsets: true,
  use_regex,
});
const strip = (strip_left: boolean, strip_right: boolean) => ({ type: 'Strip', strip_left, strip_right });

const rows: readonly (readonly [string, Row])[] = [
  ['Lowercase', { model: 'characters', normalizer: { type: 'Lowercase' } }],
  ['BertNormalizer', { model: 'characters', normalizer: bert(null) }],
  ['BertNormalizer, accents kept', { model: 'characters', normalizer: bert(false) }],
  ['BertNormalizer, case kept', { model: 'characters', normalizer: bert(true, { lowercase: false }) }],
  ['BertNormalizer, not cleaned', { model: 'characters', normalizer: bert(null, { clean_text: false }) }],
  ['StripAccents', { model: 'characters', normalizer: sequence({ type: 'NFD' }, { type: 'StripAccents' }) }],
  ['Strip', { model: 'characters', normalizer: strip(true, true) }],
  ['Strip on the left', { model: 'characters', normalizer: strip(true, false) }],
  ['Strip on the right', { model: 'characters', normalizer: strip(false, true) }],
  ['Nmt', { model: 'characters', normalizer: { type: 'Nmt' } }],
  ['Precompiled', { model: 'characters', normalizer: precompiled({ a: 'bcd', b: 'é', '\r': ' ', x: 'y' }) }],
  ['Precompiled that deletes', { model: 'characters', normalizer: precompiled({ a: '', '\n': '', x: 'ab', e: '' }) }],
  ['BertPreTokenizer', { model: 'wholePieces', pre_tokenizer: { type: 'BertPreTokenizer' } }],
  ['CharDelimiterSplit', { model: 'wholePieces', pre_tokenizer: { type: 'CharDelimiterSplit', delimiter: '-' } }],
  ['FixedLength', { model: 'wholePieces', pre_tokenizer: { type: 'FixedLength', length: 3 } }],
  ...(['standIns', 'standInsBpe', 'standInsUnigram', 'standInsWordPiece', 'wholePieces'] as const).flatMap((model) => [
    [
      `ByteLevel for ${model}`,
      { model, pre_tokenizer: byteLevel(true, true), decoder: byteLevel(true, true) },
    ] as const,
    [
      `ByteLevel that trims for ${model}`,
      {
        model,
        pre_tokenizer: byteLevel(false, false),
        post_processor: byteLevel(true, true),
        decoder: byteLevel(true, true),
      },
    ] as const,
    [
      `ByteLevel before others for ${model}`,
      {
        model,
        pre_tokenizer: inTurn(
          byteLevel(false, true),
          { type: 'Digits', individual_digits: true },
          { type: 'Punctuation', behavior: 'Isolated' },
        ),
      },
    ] as const,
    [
      `ByteLevel before itself for ${model}`,
      { model, pre_tokenizer: inTurn(byteLevel(true, false), byteLevel(true, true)) },
    ] as const,
    [
      `ByteLevel before Metaspace for ${model}`,
      { model, pre_tokenizer: inTurn(byteLevel(false, true), metaspace('first', true)) },
    ] as const,
    [
      `ByteLevel as a normalizer for ${model}`,
      { model, normalizer: { type: 'ByteLevel' }, decoder: byteLevel(true, true) },
    ] as const,
    [
      `ByteLevel as a normalizer among others for ${model}`,
      {
        model,
        normalizer: sequence({ type: 'NFD' }, { type: 'ByteLevel' }, strip(true, true)),
        pre_tokenizer: { type: 'Split', pattern: { Regex: 'Ġ' }, behavior: 'MergedWithNext', invert: false },
      },
    ] as const,
  ]),
  [
    'a normalizer without a type: Bert',
    {
      model: 'characters',
      normalizer: { clean_text: true, handle_chinese_chars: true, strip_accents: true, lowercase: true },
    },
  ],
  ['a normalizer without a type: Strip', { model: 'characters', normalizer: { strip_left: true, strip_right: false } }],
  [
    'a normalizer without a type: Sequence',
    { model: 'characters', normalizer: { normalizers: [{ prepend: 'x' }, { type: 'NFKC' }] } },
  ],
  [
    'a normalizer without a type: Replace',
    { model: 'characters', normalizer: { pattern: { String: 'a' }, content: 'bc' } },
  ],
  ['the normalizer Bert by its other name', { model: 'characters', normalizer: { ...bert(null), type: 'Bert' } }],
  [
    'a post-processor without a type: Roberta',
    {
      model: 'characters',
      post_processor: { sep: ['a', 1], cls: ['b', 2], trim_offsets: true, add_prefix_space: true },
    },
  ],
  ['a post-processor without a type: Bert', { model: 'characters', post_processor: { sep: ['a', 1], cls: ['b', 2] } }],
  ['a decoder without a type: BPEDecoder', { model: 'characters', decoder: { suffix: 'a' } }],
  ['a decoder without a type: WordPiece', { model: 'characters', decoder: { prefix: 'a', cleanup: true } }],
  [
    'a decoder without a type: CTC',
    { model: 'characters', decoder: { pad_token: 'a', word_delimiter_token: 'b', cleanup: true } },
  ],
  ['a decoder without a type: Replace', { model: 'characters', decoder: { pattern: { String: 'a' }, content: 'b' } }],
  ['a decoder without a type: Strip', { model: 'characters', decoder: { content: '中', start: 1, stop: 0 } }],
  ['FixedLength by default', { model: 'wholePieces', pre_tokenizer: { type: 'FixedLength' } }],
  ['Punctuation by default', { model: 'wholePieces', pre_tokenizer: { type: 'Punctuation' } }],
  ['UnicodeScripts', { model: 'wholePieces', pre_tokenizer: { type: 'UnicodeScripts' } }],
  ['Whitespace', { model: 'wholePieces', pre_tokenizer: { type: 'Whitespace' } }],
  ['WhitespaceSplit', { model: 'wholePieces', pre_tokenizer: { type: 'WhitespaceSplit' } }],
  ...['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'].map(
    (behavior) =>
      [`Punctuation ${behavior}`, { model: 'wholePieces', pre_tokenizer: { type: 'Punctuation', behavior } }] as const,
  ),
  ...['first', 'always', 'never'].flatMap((scheme) =>
    [true, false].map((split) => {
      const row: Row = {
        model: 'unigram',
        normalizer: strip(true, false),
        pre_tokenizer: inTurn({ type: 'Digits', individual_digits: false }, metaspace(scheme, split)),
        decoder: metaspace(scheme, split),
      };
      return [`Metaspace ${scheme}, ${split ? 'split' : 'whole'}`, row] as const;
    }),
  ),
  ['Metaspace on the text as written', { model: 'unigram', pre_tokenizer: metaspace('first', true) }],
  [
    'WordPiece',
    {
      model: 'wordPiece',
      normalizer: bert(null),
      pre_tokenizer: { type: 'BertPreTokenizer' },
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    },
  ],
  ['WordPiece without words', { model: 'wordPiece', decoder: { type: 'WordPiece', prefix: '##', cleanup: false } }],
  ['WordLevel', { model: 'wholePieces', pre_tokenizer: { type: 'WhitespaceSplit' } }],
  ['Unigram', { model: 'unigramWithFewTokens' }],
  ['Unigram with byte fallback', { model: 'unigramInBytes' }],
  ['Unigram with scores above zero', { model: 'unigramWithoutFear' }],
  [
    'CTC',
    {
      model: 'characters',
      decoder: { type: 'CTC', pad_token: 'a', word_delimiter_token: 'x', cleanup: true },
    },
  ],
  ['BPEDecoder', { model: 'characters', decoder: { type: 'BPEDecoder', suffix: 'a' } }],
  [
    'Replace by an expression in a decoder',
    { model: 'characters', decoder: { type: 'Replace', pattern: { Regex: '[a-c]+' }, content: '_' } },
  ],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-stages-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(rows)(`%s, seed ${seed} (set TG_PARITY_SEED to repeat)`, async (name, row) => {
  const [ours, reference] = await open(name, row);
  const draw = createRandom(seed);
  for (let index = 0; index < textsPerRow; index++) {
    const text = randomText(draw);
    expect({ text, ...answers(ours, text) }).toEqual({ text, ...(await referenceAnswers(reference, text)) });
  }
});

async function open(name: string, row: Row): Promise<[Tokenizer, Reference]> {
  const file = path.join(folder, `${name.replaceAll(/\W/g, '-')}.json`);
  const stages = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  const document = { version: '1.0', truncation: null, padding: null, added_tokens: [], ...stages, ...row };
  await writeFile(file, JSON.stringify({ ...document, model: models[row.model] }));
  return [await loadTokenizer(file), Reference.fromFile(file)];
}

function answers(tokenizer: Tokenizer, text: string): object {
  const encoding = tokenizer.encoding(text, { offsets: 'codepoint' });
  const { offsets, ids, wordIds } = encoding;
  const pairs = Array.from(ids, (_, at) => [offsets[2 * at], offsets[2 * at + 1]]);
  const decoded = tokenizer.decode(ids);
  const [plain, count] = [[...tokenizer.encode(text)], tokenizer.count(text)];
  return { ids: [...ids], plain, count, pairs, wordIds: [...wordIds], decoded };
}

async function referenceAnswers(reference: Reference, text: string): Promise<object> {
  const encoding = await reference.encode(text, null, { addSpecialTokens: true });
  const ids = encoding.getIds();
  const wordIds = encoding.getWordIds().map((word) => word ?? -1);
  const decoded = await reference.decode(ids, false);
  return { ids, plain: ids, count: ids.length, pairs: encoding.getOffsets(), wordIds, decoded };
}

function randomText(draw: (below: number) => number): string {
  return Array.from({ length: draw(9) }, () => randomRun(draw)).join('');
}

function randomRun(draw: (below: number) => number): string {
  const alphabet = Array.from(alphabets[draw(alphabets.length)] ?? '');
  return Array.from({ length: 1 + draw(6) }, () => alphabet[draw(alphabet.length)] ?? '').join('');
}
