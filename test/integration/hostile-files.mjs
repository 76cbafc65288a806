// Tokenizer files that lie, and what happens to each: a process of its own opens them one after the other and prints a line
// of JSON for each, because what is looked for is a crash, or memory without bound.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTokenizer } from '@tokengraft/tokenizer';

const letters = { '?': 0, a: 1, b: 2, ab: 3, ' ': 4 };
const bpe = { type: 'BPE', unk_token: '?', vocab: letters, merges: ['a b'] };
const unigram = {
  type: 'Unigram',
  unk_id: 0,
  vocab: [
    ['?', 0],
    ['a', -1],
  ],
};
const stages = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
const json = (parts) => JSON.stringify({ added_tokens: [], ...stages, model: bpe, ...parts });
const model = (parts) => json({ model: { ...bpe, ...parts } });
const added = (id, content, flags = {}) => {
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false };
  return { id, content, ...plain, ...flags };
};
const many = (count, make) => Array.from({ length: count }, (_, index) => make(index));
const replace = (from, to) => ({ type: 'Replace', pattern: { String: from }, content: to });
const normalizers = (...list) => ({ type: 'Sequence', normalizers: list });
const split = (Regex) => ({ type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false });
const template = (single, special_tokens = {}) => ({ type: 'TemplateProcessing', single, pair: [], special_tokens });
const textSlot = { Sequence: { id: 'A', type_id: 0 } };
const marker = { s: { id: 's', ids: many(200, () => 1), tokens: many(200, () => 'a') } };
const mebibyte = 1 << 20;

/** A charsmap that claims `size` bytes of trie, or, without it, that makes the letter a so many letters. */
function charsmap(size, length = 1) {
  const units = new Uint32Array(1024);
  units[0] = 256 << 10;
  const a = 'a'.charCodeAt(0);
  units[256 ^ a] = (((256 ^ a ^ 512) << 10) | (1 << 8) | a) >>> 0;
  const head = Buffer.alloc(4);
  head.writeUInt32LE(size ?? units.byteLength);
  return Buffer.concat([head, Buffer.from(units.buffer), Buffer.from(`${'x'.repeat(length)}\0`)]).toString('base64');
}
const precompiled = (...given) => ({ type: 'Precompiled', precompiled_charsmap: charsmap(...given) });

/** `bytes` of the file, the code of the refusal and what its message names; with `text`, encoding that is refused. */
export const lies = [
  ['lists nested without end', () => `{"a":${'['.repeat(mebibyte)}`, 'bad-file', 'nested deeper than'],
  ['members nested without end', () => '{"a":'.repeat(mebibyte), 'bad-file', 'nested deeper than'],
  [
    'stages nested without end',
    () => json({ normalizer: '?' }).replace('"?"', nested(100_000)),
    'bad-file',
    'nested deeper than',
  ],
  [
    'an id of four billion',
    () => model({ vocab: { a: 0, b: 4_000_000_000 }, merges: [] }),
    'bad-file',
    'model.vocab["b"]',
  ],
  ['an id of two billion', () => model({ vocab: { a: 0, b: 2_000_000_000 }, merges: [] }), 'bad-file', 'model.vocab'],
  ['an id beyond all numbers', () => model({}).replace('"a":1', '"a":1e999'), 'bad-file', 'model.vocab["a"]'],
  ['a negative id', () => model({}).replace('"a":1', '"a":-1'), 'bad-file', 'model.vocab["a"]'],
  [
    'an added id of four billion',
    () => json({ added_tokens: [added(4_000_000_000, 'z')] }),
    'bad-file',
    'added_tokens[0].id',
  ],
  ['an added id of two billion', () => json({ added_tokens: [added(2_000_000_000, 'z')] }), 'bad-file', 'added_tokens'],
  ['two tokens of one id', () => model({ vocab: { a: 0, b: 0 }, merges: [] }), 'bad-file', 'model.vocab'],
  ['one token twice', () => model({}).replace('"b":2', '"a":2'), 'bad-file', 'model.vocab'],
  ['one member twice', () => json({}).replace('"decoder":null', '"normalizer":null'), 'bad-file', '"normalizer"'],
  [
    'two added tokens of one id',
    () => json({ added_tokens: [added(9, 'x'), added(9, 'y')] }),
    'bad-file',
    'added_tokens',
  ],
  [
    'an added token that contradicts the vocabulary',
    () => json({ added_tokens: [added(9, 'a')] }),
    'bad-file',
    'added_tokens',
  ],
  ['a merge of no token', () => model({ merges: ['a z'] }), 'bad-file', 'model.merges[0]'],
  ['a merge without a result', () => model({ merges: ['a b', 'b a'] }), 'bad-file', 'model.merges[1]'],
  ['a merge of one part', () => model({ merges: ['ab'] }), 'bad-file', 'model.merges[0]'],
  ['a merge of three parts', () => model({ merges: [['a', 'b', 'a']] }), 'bad-file', 'model.merges[0]'],
  ['a byte that is not UTF-8', () => Buffer.from(json({}), 'latin1').fill(0xff, 30, 31), 'bad-file', '0xff'],
  ['half a surrogate pair', () => model({}).replace('"a"', String.raw`"\ud800"`), 'bad-file', 'line 1'],
  ['a score that is no number', () => json({ model: unigram }).replace('-1', '1e999'), 'bad-file', 'model.vocab[1]'],
  ['an unknown token outside the list', () => json({ model: { ...unigram, unk_id: 1e9 } }), 'bad-file', 'model.unk_id'],
  ['a trie of 10^9 bytes', () => json({ normalizer: precompiled(1e9) }), 'bad-file', 'normalizer.precompiled_charsmap'],
  ['a token of 100 MB', () => model({ vocab: { ...letters, ['z'.repeat(1e8)]: 9 } }), 'limit', 'model.vocab'],
  ['an added token of 100 MB', () => json({ added_tokens: [added(9, 'z'.repeat(1e8))] }), 'limit', 'added_tokens'],
  ['added tokens of 100 MB together', () => json({ added_tokens: many(2000, longToken) }), 'limit', 'added_tokens'],
  [
    'added tokens that a normalizer multiplies',
    () => json({ added_tokens: many(3000, normalizedToken), normalizer: replace('a', 'b'.repeat(30_000)) }),
    'limit',
    'added_tokens',
  ],
  [
    'an added token that a normalizer makes huge',
    () =>
      json({ added_tokens: [added(9, 'aa', { normalized: true })], normalizer: replace('a', 'b'.repeat(mebibyte)) }),
    'limit',
    'normalizer',
  ],
  [
    'a template that repeats the text',
    () => json({ post_processor: template(many(10_000, () => textSlot)) }),
    'limit',
    'post_processor',
  ],
  [
    'templates that double the text in turn',
    () => json({ post_processor: { type: 'Sequence', processors: many(60, () => template([textSlot, textSlot])) } }),
    'limit',
    'post_processor',
  ],
  [
    'a template that inserts too much',
    () =>
      json({
        post_processor: template(
          many(10_000, () => ({ SpecialToken: { id: 's', type_id: 0 } })),
          marker,
        ),
      }),
    'limit',
    'post_processor',
  ],
  ['a pattern that matches nothing', () => json({ pre_tokenizer: split('a*') }), 'unsupported', 'pre_tokenizer'],
  [
    'a pattern that does not end',
    () => json({ pre_tokenizer: split('('.repeat(30_000)) }),
    'unsupported',
    'pre_tokenizer',
  ],
  [
    'a pattern that explodes',
    () => json({ pre_tokenizer: split('(?:(?:a{1,999}){1,999}){1,999}') }),
    'unsupported',
    'pre_tokenizer',
  ],
  ['a rank of four billion', () => 'YQ== 4000000000\n', 'bad-file', 'line 1'],
  ['a rank beyond all numbers', () => `YQ== ${'9'.repeat(1000)}\n`, 'bad-file', 'line 1'],
  ['a rank far beyond the tokens', () => 'YQ== 0\nYg== 2000000000\n', 'bad-file', '2000000000'],
  ['two tokens of one rank', () => 'YQ== 0\nYg== 0\n', 'bad-file', 'same id'],
  ['one token of two ranks', () => 'YQ== 0\nYQ== 1\n', 'bad-file', 'twice'],
  [
    'ranks of long tokens',
    () =>
      many(256, (byte) => `${Buffer.of(byte).toString('base64')} ${byte}\n`).join('') +
      many(30, (index) => `${Buffer.from('Y'.repeat(2 + 700 * index)).toString('base64')} ${256 + index}\n`).join(''),
    'limit',
    'lengths',
  ],
  ['a rank file without base64', () => 'YQ== 0\n*** 1\n', 'bad-file', 'line 2'],

  [
    'a letter that becomes a megabyte',
    () => json({ normalizer: replace('a', 'b'.repeat(mebibyte)) }),
    'limit',
    'normalizer',
    'a'.repeat(1000),
  ],
  [
    'replacements that multiply in turn',
    () => json({ normalizer: normalizers(...many(9, () => replace('a', 'a'.repeat(100)))) }),
    'limit',
    'normalizer.normalizers[',
    'aaaa',
  ],
  [
    'prefixes that add up',
    () => json({ normalizer: normalizers(...many(200, () => ({ type: 'Prepend', prepend: 'b'.repeat(50_000) }))) }),
    'limit',
    'normalizer.normalizers[',
    'a',
  ],
  [
    'a replacement between all characters',
    () => json({ normalizer: { type: 'Replace', pattern: { Regex: '.' }, content: 'b'.repeat(mebibyte) } }),
    'limit',
    'normalizer',
    'a'.repeat(100),
  ],
  [
    'a charsmap that makes a letter a megabyte',
    () => json({ normalizer: precompiled(undefined, mebibyte) }),
    'limit',
    'normalizer',
    'a'.repeat(1000),
  ],
  [
    'a pattern that backtracks without end',
    () => json({ pre_tokenizer: split('(?:a+)+[bc]') }),
    'limit',
    'pre_tokenizer.pattern',
    'a'.repeat(100),
  ],
  [
    'a pattern that reads the whole text at each letter',
    () => json({ pre_tokenizer: split('a(?=[^z]*z)|a') }),
    'limit',
    'pre_tokenizer.pattern',
    'a'.repeat(mebibyte),
  ],
  [
    'a pattern of a normalizer that backtracks',
    () => json({ normalizer: { type: 'Replace', pattern: { Regex: '(?:a|aa)+[bc]' }, content: '' } }),
    'limit',
    'normalizer.pattern',
    'a'.repeat(mebibyte),
  ],
].map(([lie, bytes, code, names, text]) => ({ lie, bytes, code, names, text }));

/** Files that sound like lies and are none: they open, and `text` becomes so many ids. */
export const truths = [
  ['pieces of 10^9 characters', () => json({ pre_tokenizer: { type: 'FixedLength', length: 1e9 } }), 'ab', 1],
  [
    'a merge of a token with itself',
    () => model({ vocab: { a: 0, aa: 1, aaaa: 2 }, merges: ['a a', 'aa aa'] }),
    'a'.repeat(100_000),
    25_000,
  ],
  [
    'a merge whose result is its left side',
    () => model({ continuing_subword_prefix: 'b', vocab: { a: 0, b: 1, bb: 2 }, merges: ['a b'] }),
    `a${'b'.repeat(10_000)}`,
    10_001,
  ],
  [
    'merges in a circle',
    () =>
      model({
        unk_token: null,
        vocab: { a: 0, b: 1, ab: 2, aba: 3, abab: 4 },
        merges: ['ab ab', 'aba b', 'ab a', 'a b'],
      }),
    'ab'.repeat(10_000),
    5000,
  ],
  [
    'words of four billion characters',
    () =>
      json({
        model: {
          type: 'WordPiece',
          unk_token: '?',
          continuing_subword_prefix: '',
          max_input_chars_per_word: 4e9,
          vocab: letters,
        },
      }),
    'a'.repeat(100_000),
    100_000,
  ],
  [
    'thousands of nested added tokens',
    () => json({ added_tokens: many(2000, (index) => added(10 + index, '<|'.repeat(index + 1), { special: true })) }),
    '<|'.repeat(20_000),
    10,
  ],
  [
    'a decoder that strips 10^9 spaces',
    () => json({ decoder: { type: 'Strip', content: ' ', start: 1e9, stop: 1e9 } }),
    'ab',
    1,
  ],
  [
    'truncation and padding to 10^9',
    () =>
      json({
        truncation: { max_length: 1e9, strategy: 'LongestFirst', stride: 0, direction: 'Right' },
        padding: {
          strategy: { Fixed: 1e9 },
          direction: 'Right',
          pad_to_multiple_of: null,
          pad_id: 0,
          pad_type_id: 0,
          pad_token: '?',
        },
      }),
    'ab',
    1,
  ],
].map(([name, bytes, text, count]) => ({ name, bytes, text, count }));

function nested(depth) {
  return `${'{"type":"Sequence","normalizers":['.repeat(depth)}${']}'.repeat(depth)}`;
}

function longToken(index) {
  return added(10 + index, String(index).padEnd(50_000, 'z'));
}

function normalizedToken(index) {
  return added(10 + index, `a${index}`, { normalized: true });
}

async function openAll() {
  const folder = mkdtempSync(path.join(tmpdir(), 'tokengraft-lies-'));
  for (const { lie, name = lie, bytes, text } of [...lies, ...truths]) {
    const content = bytes();
    const isJson = content.at(0) === '{' || content.at(0) === 0x7b;
    const file = path.join(folder, isJson ? 'tokenizer.json' : 'ranks.tiktoken');
    writeFileSync(file, content);
    const before = process.resourceUsage().maxRSS;
    const outcome = await tryOut(file, text);
    const grown = (process.resourceUsage().maxRSS - before) * 1024;
    console.log(JSON.stringify({ name, size: content.length, grown, ...outcome }));
  }
  rmSync(folder, { recursive: true });
}

async function tryOut(file, text = '') {
  try {
    const options = file.endsWith('.json') ? {} : { pattern: 'gpt2' };
    const tokenizer = await loadTokenizer(file, options);
    const [counts, ids] = [await tokenizer.countBatch([text]), tokenizer.encode(text)];
    tokenizer.decode(ids);
    return { count: counts[0] === ids.length ? ids.length : 'two answers' };
  } catch (error) {
    return { code: error.code ?? error.name, message: error.message };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await openAll();
