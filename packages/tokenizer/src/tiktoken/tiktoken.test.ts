// The calls of tiktoken's documentation and their answers there, on the published rank files where they are at hand.

import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  encoding_for_model,
  encoding_name_for_model,
  get_encoding,
  list_encoding_names,
  type Encoding,
} from './index.js';

const beside = join(import.meta.dirname, '../../../../../shared/fixtures/tiktoken');
const why = existsSync(beside) ? '' : ` (skipped: there is no ${beside})`;

test.each([
  ['gpt-4o', 'o200k_base'],
  ['gpt-4o-2024-05-13', 'o200k_base'],
  ['gpt-4', 'cl100k_base'],
  ['gpt-4-0314', 'cl100k_base'],
  ['gpt-3.5-turbo-0301', 'cl100k_base'],
  ['gpt-oss-120b', 'o200k_harmony'],
  ['text-davinci-003', 'p50k_base'],
  ['ft:gpt-4o:org', 'o200k_base'],
])('the model %s has the encoding %s', (model, name) => {
  expect(encoding_name_for_model(model)).toBe(name);
});

test('what is not known is named', async () => {
  expect(() => encoding_name_for_model('constructor')).toThrow(expect.objectContaining({ code: 'not-found' }));
  expect(list_encoding_names()).toContain('cl100k_base');
  await expect(get_encoding('cl100k', { folder: '.' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(get_encoding('cl100k_base', { folder: '/nowhere' })).rejects.toMatchObject({ code: 'not-found' });
  await expect(get_encoding('cl100k_base', {} as never)).rejects.toThrow('options.folder');
});

describe.skipIf(why !== '')(`with the rank files${why}`, () => {
  let folder: string;
  let r50k: Encoding;
  let cl100k: Encoding;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tiktoken-'));
    for (const name of ['r50k_base', 'cl100k_base', 'p50k_base']) {
      await writeFile(join(folder, `${name}.tiktoken`), gunzipSync(readFileSync(join(beside, `${name}.tiktoken.gz`))));
    }
    r50k = await get_encoding('r50k_base', { folder });
    cl100k = await encoding_for_model('gpt-4', { folder });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const end = '<|endoftext|>';
  const literal = [27, 91, 437, 1659, 5239, 91, 29];

  test.each<[string, () => Uint32Array, number[]]>([
    ['encode("hello world")', () => r50k.encode('hello world'), [31373, 995]],
    ['encode_ordinary("hello world")', () => r50k.encode_ordinary('hello world'), [31373, 995]],
    ['a set of allowed ones', () => r50k.encode(end, { allowed_special: new Set([end]) }), [50256]],
    ['all allowed', () => r50k.encode(end, { allowed_special: 'all' }), [50256]],
    ['none disallowed', () => r50k.encode(end, { disallowed_special: [] }), literal],
    ['encode_ordinary of a special token', () => r50k.encode_ordinary(end), literal],
    ['allowed ones that are none', () => r50k.encode('a', { allowed_special: ['<|none|>'] }), [64]],
    ['cl100k', () => cl100k.encode('hello world'), [15339, 1917]],
    ['cl100k, all allowed', () => cl100k.encode(`hello ${end}`, { allowed_special: 'all' }), [15339, 220, 100257]],
  ])('%s', (_, call, ids) => {
    expect([...call()]).toEqual(ids);
  });

  test('a special token that is not allowed is refused', async () => {
    const refusal = { code: 'special-token-in-text' };
    expect(() => r50k.encode(end)).toThrow(expect.objectContaining(refusal));
    expect(() => cl100k.encode('<|fim_prefix|>', { allowed_special: [end] })).toThrow(expect.objectContaining(refusal));
    await expect(r50k.encode_batch(['a', end])).rejects.toMatchObject(refusal);
  });

  test('batches', async () => {
    const texts = ['hello world', 'goodbye world'];
    const expected = [Uint32Array.of(31373, 995), Uint32Array.of(11274, 16390, 995)];
    expect(await r50k.encode_batch(texts)).toEqual(expected);
    expect(await r50k.encode_ordinary_batch(texts)).toEqual(expected);
    expect(await r50k.decode_batch(expected)).toEqual(texts);
  });

  test('single tokens', () => {
    expect(r50k.encode_single_token('hello')).toBe(31373);
    expect(r50k.encode_single_token(end)).toBe(50256);
    expect([...r50k.decode_single_token_bytes(r50k.encode_single_token(Uint8Array.of(0xf0)))]).toEqual([0xf0]);
    expect(() => r50k.encode_single_token('hello world')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(Buffer.from(r50k.decode_single_token_bytes(31373)).toString()).toBe('hello');
    expect(() => r50k.decode_single_token_bytes(50257)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(r50k.is_special_token(50256)).toBe(true);
    expect(r50k.is_special_token(0)).toBe(false);
  });

  test('decoding', () => {
    expect(r50k.decode([31373, 995])).toBe('hello world');
    expect(r50k.decode_tokens_bytes([31373, 995]).map((bytes) => Buffer.from(bytes).toString())).toEqual([
      'hello',
      ' world',
    ]);
    expect([...r50k.decode_bytes(r50k.encode('😀'))]).toEqual([0xf0, 0x9f, 0x98, 0x80]);
    expect(r50k.decode_with_offsets([31373, 995])).toEqual(['hello world', [0, 5]]);
    expect(() => r50k.decode_with_offsets(r50k.encode('😀').subarray(0, 1))).toThrow('no UTF-8');
    expect(() => r50k.decode([99_999])).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  test('sizes', () => {
    expect([r50k.name, r50k.n_vocab, r50k.max_token_value, r50k.eot_token]).toEqual(['r50k_base', 50257, 50256, 50256]);
    expect([cl100k.name, cl100k.n_vocab, cl100k.eot_token]).toEqual(['cl100k_base', 100277, 100257]);
    expect([...r50k.special_tokens_set]).toEqual([end]);
    const values = r50k.token_byte_values();
    expect(values).toHaveLength(50256);
    expect([...(values[0] ?? [])]).toEqual([0]);
    expect([...(values.at(-1) ?? [])]).toEqual([0xff]);
  });

  const recorded = existsSync(beside)
    ? (JSON.parse(readFileSync(join(beside, '../encode/tiktoken_offsets.json'), 'utf8')) as {
        encoding: string;
        text: string;
        token_start_offsets_codepoints: number[];
      }[])
    : [];
  test.each(recorded)('offsets of $text', ({ encoding, text, token_start_offsets_codepoints: offsets }) => {
    expect(encoding).toBe('cl100k_base');
    const ids = cl100k.encode(text, { allowed_special: 'all' });
    expect(cl100k.decode_with_offsets(ids)).toEqual([text, offsets]);
  });

  test('an encoding may share the file of another, and a wrong file is refused', async () => {
    expect((await get_encoding('p50k_edit', { folder })).special_tokens_set.size).toBe(4);
    await writeFile(join(folder, 'o200k_base.tiktoken'), readFileSync(join(folder, 'r50k_base.tiktoken')));
    await expect(get_encoding('o200k_base', { folder })).rejects.toMatchObject({ code: 'bad-file' });
  });
});
