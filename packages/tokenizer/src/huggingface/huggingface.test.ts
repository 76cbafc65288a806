// The calls of the library's documentation, answered by it in the same process.

import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tokenizer as Reference, type Encoding as ReferenceEncoding } from 'tokenizers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AddedToken, Tokenizer, type Encoding } from './index.js';
import { unpackGpt2 } from '../../../../test/fixtures/unpack-gpt2.js';

let folder: string;
let model: string;
let json: string;
let tokenizer: Tokenizer;
let reference: Reference;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huggingface-'));
  model = await unpackGpt2(join(folder, 'model'));
  const document = JSON.parse(readFileSync(join(model, 'tokenizer.json'), 'utf8'));
  const special = { SpecialToken: { id: '<|endoftext|>', type_id: 0 } };
  const sequence = (id: string, type: number): object => ({ Sequence: { id, type_id: type } });
  document.post_processor = {
    type: 'TemplateProcessing',
    single: [special, sequence('A', 0), special],
    pair: [special, sequence('A', 0), special, sequence('B', 1), special],
    special_tokens: { '<|endoftext|>': { id: '<|endoftext|>', ids: [50256], tokens: ['<|endoftext|>'] } },
  };
  json = JSON.stringify(document);
});
beforeEach(async () => {
  tokenizer = await Tokenizer.from_str(json);
  reference = Reference.fromString(json);
});
afterAll(() => rm(folder, { recursive: true }));

const text = "Hello, y'all! How are you 😁 ?";

function plain(encoding: Encoding): object {
  const { ids, tokens, offsets, attention_mask, special_tokens_mask, type_ids, word_ids, sequence_ids } = encoding;
  return { ids, tokens, offsets, attention_mask, special_tokens_mask, type_ids, word_ids, sequence_ids };
}

function plainReference(encoding: ReferenceEncoding): object {
  return {
    ids: encoding.getIds(),
    tokens: encoding.getTokens(),
    offsets: encoding.getOffsets(),
    attention_mask: encoding.getAttentionMask(),
    special_tokens_mask: encoding.getSpecialTokensMask(),
    type_ids: encoding.getTypeIds(),
    word_ids: encoding.getWordIds().map((word) => word ?? null),
    sequence_ids: encoding.getSequenceIds().map((each) => each ?? null),
  };
}

describe('encodes as the library does', () => {
  test('a text', async () => {
    const encoding = tokenizer.encode(text);
    expect(plain(encoding)).toEqual(plainReference(await reference.encode(text)));
    expect(encoding.offsets[tokenizer.encode(text).tokens.indexOf('ĠðŁĺ')]).toEqual([25, 27]);
    expect([encoding.length, encoding.n_sequences]).toEqual([encoding.ids.length, 1]);
  });

  test('a pair, with and without special tokens', async () => {
    const pair = tokenizer.encode(text, 'Fine .');
    expect(plain(pair)).toEqual(plainReference(await reference.encode(text, 'Fine .')));
    expect(pair.n_sequences).toBe(2);
    const bare = await reference.encode(text, null, { addSpecialTokens: false });
    expect(plain(tokenizer.encode(text, null, { add_special_tokens: false }))).toEqual(plainReference(bare));
  });

  test('a batch, padded', async () => {
    const padding = { direction: 'left', pad_id: 3, pad_token: '[PAD]', pad_to_multiple_of: 8 } as const;
    tokenizer.enable_padding(padding);
    reference.setPadding({ direction: 'left', padId: 3, padToken: '[PAD]', padToMultipleOf: 8 });
    const texts = [text, 'Hi'];
    const expected = (await reference.encodeBatch(texts)).map(plainReference);
    expect((await tokenizer.encode_batch(texts)).map(plain)).toEqual(expected);
    tokenizer.no_padding();
    expect(tokenizer.encode('Hi').ids).toEqual([50256, 17250, 50256]);
  });

  test('truncated', async () => {
    tokenizer.enable_truncation(6, { stride: 1 });
    reference.setTruncation(6, { stride: 1 });
    const encoding = tokenizer.encode(text);
    expect(plain(encoding)).toEqual(plainReference(await reference.encode(text)));
    expect(encoding.overflowing.map(({ tokens }) => tokens.slice(1, -1).join(''))).toEqual([
      "'all!ĠHow",
      'ĠHowĠareĠyouĠðŁĺ',
      'ĠðŁĺģĠ?',
    ]);
    tokenizer.no_truncation();
    expect(tokenizer.encode(text).overflowing).toEqual([]);
    expect(tokenizer.encode(text).ids.length).toBeGreaterThan(6);
  });
});

describe('the rest of its calls', () => {
  test('decode', async () => {
    const { ids } = tokenizer.encode(text);
    expect(tokenizer.decode(ids)).toBe(await reference.decode(ids, true));
    expect(tokenizer.decode(ids, false)).toBe(await reference.decode(ids, false));
    expect(await tokenizer.decode_batch([ids, []])).toEqual([text, '']);
  });

  test('the vocabulary', () => {
    expect(tokenizer.token_to_id('Hello')).toBe(reference.tokenToId('Hello'));
    expect(tokenizer.id_to_token(15496)).toBe('Hello');
    expect([tokenizer.token_to_id('no such token'), tokenizer.id_to_token(99_999)]).toEqual([null, null]);
    expect(tokenizer.get_vocab_size()).toBe(reference.getVocabSize());
  });

  test('added tokens', async () => {
    expect(tokenizer.add_tokens(['my_new', new AddedToken('tok', { lstrip: true, single_word: true }), 'Hello'])).toBe(
      2,
    );
    expect(tokenizer.add_special_tokens(['[SEP]', '<|endoftext|>'])).toBe(1);
    expect(tokenizer.encode('a  tok my_new[SEP]tok1', null, { add_special_tokens: false }).tokens).toEqual([
      'a',
      'tok',
      'Ġ',
      'my_new',
      '[SEP]',
      't',
      'ok',
      '1',
    ]);
  });

  test('saves what the library opens', async () => {
    tokenizer.add_tokens(['my_new']);
    tokenizer.add_special_tokens(['[SEP]']);
    tokenizer.enable_truncation(7, { stride: 2, strategy: 'only_first', direction: 'left' });
    tokenizer.enable_padding({ length: 9, pad_id: 5 });
    const file = join(folder, 'saved.json');
    await tokenizer.save(file);
    const question = 'one my_new two [SEP] three four five';
    const expected = plain(tokenizer.encode(question));
    expect(plain((await Tokenizer.from_file(file)).encode(question))).toEqual(expected);
    // The reference numbers the words of a text anew that it cut on the left.
    const ofReference = plainReference(await Reference.fromFile(file).encode(question));
    expect(expected).toEqual({ ...ofReference, word_ids: tokenizer.encode(question).word_ids });
    expect((await readdir(folder)).sort()).toEqual(['model', 'saved.json']);
  });

  test('from a folder and back, unchanged but for its settings', async () => {
    const own = await Tokenizer.from_pretrained(model);
    const file = join(folder, 'again.json');
    await own.save(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(readFileSync(join(model, 'tokenizer.json'), 'utf8')),
    );
    await rm(file);
  });
});

test('wrong calls and wrong files are named', async () => {
  expect(() => tokenizer.enable_truncation(4, { stride: 4 })).toThrow('stride');
  expect(() => tokenizer.enable_truncation('4' as never)).toThrow(TypeError);
  expect(() => tokenizer.enable_padding({ padding: 1 } as never)).toThrow('padding');
  expect(() => tokenizer.encode(1 as never)).toThrow(TypeError);
  expect(() => tokenizer.encode('a', null, { addSpecialTokens: true } as never)).toThrow('addSpecialTokens');
  await expect(Tokenizer.from_str('{')).rejects.toMatchObject({ code: 'bad-file' });
  const broken = JSON.stringify({ ...JSON.parse(json), padding: { strategy: 'Longest' } });
  await expect(Tokenizer.from_str(broken)).rejects.toMatchObject({ code: 'bad-file' });
  await expect(Tokenizer.from_file(join(folder, 'nowhere.json'))).rejects.toMatchObject({ code: 'not-found' });
});
