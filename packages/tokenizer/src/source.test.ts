import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findTokenizer } from './source.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokenizer-source-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

test('a folder stands for its tokenizer.json', async () => {
  const model = join(folder, 'model');
  await mkdir(model);
  await writeFile(join(model, 'tokenizer.json'), '{}');
  expect(await findTokenizer(model)).toEqual({
    format: 'tokenizer.json',
    file: join(model, 'tokenizer.json'),
    folder: model,
  });
});

test.each([
  ['a tokenizer.json', 'tokenizer.json', '{"model": {}}', 'tokenizer.json'],
  ['a tokenizer.json under another name', 'gpt2.json', '\ufeff {}', 'tokenizer.json'],
  ['a rank file', 'cl100k_base.tiktoken', 'IQ== 0\nIg== 1\n', 'tiktoken'],
  ['a rank file with CRLF', 'ranks.txt', 'IQ== 0\r\nIg== 1\r\n', 'tiktoken'],
  ["Llama 3's tokenizer.model", 'tokenizer.model', 'IQ== 0\nIg== 1\n', 'tiktoken'],
  ['a SentencePiece model', 'spiece.model', Uint8Array.of(0x0a, 0x0e, 0x0a), 'tokenizer.model'],
  ['a SentencePiece model under another name', 'm.bin', Uint8Array.of(0x0a, 0x0e, 0x0a), 'tokenizer.model'],
  ['a Tekken vocabulary', 'tekken.json', '{}', 'tekken.json'],
  ['a Tekken vocabulary under another name', 'mistral.json', '{"config": {"num_vocab_tokens": 1}', 'tekken.json'],
])('%s is recognised', async (_, name, content, format) => {
  expect((await findTokenizer(await file(name, content))).format).toBe(format);
});

test('a folder stands for the first of its tokenizers', async () => {
  const model = join(folder, 'several');
  await mkdir(model);
  const put = (name: string, content: string) => writeFile(join(model, name), content);
  await put('vocab.json', '{"a": 0}');
  await put('merges.txt', '#version: 0.2\n');
  const pair = {
    format: 'vocab.json',
    file: join(model, 'vocab.json'),
    merges: join(model, 'merges.txt'),
    folder: model,
  };
  expect(await findTokenizer(model)).toEqual(pair);
  expect(await findTokenizer(join(model, 'merges.txt'))).toEqual(pair);
  await put('tokenizer.model', '\n\u000e\n');
  expect(await findTokenizer(model)).toMatchObject({ format: 'tokenizer.model' });
  await put('tekken.json', '{}');
  expect(await findTokenizer(model)).toMatchObject({ format: 'tekken.json' });
  await put('tokenizer.json', '{}');
  expect(await findTokenizer(model)).toMatchObject({ format: 'tokenizer.json' });
});

describe('what cannot be read is named', () => {
  test.each([
    ['a WordPiece vocabulary', 'vocab.txt', '[PAD]\n', 'unsupported', 'is a WordPiece vocabulary'],
    ['half a pair', 'vocab.json', '{"a": 0}', 'not-found', 'is half a tokenizer'],
    ['the other half', 'gpt2-merges.txt', '#version: 0.2\n', 'not-found', 'is half a tokenizer'],
    ['a vocabulary under another name', 'words.json', '{"a": 0}', 'unsupported', 'is a vocabulary without its merges'],
    ['a compressed file', 'tokenizer.json.gz', Uint8Array.of(0x1f, 0x8b, 8), 'unsupported', 'is a gzip archive'],
    ['something else', 'a.bin', 'hello', 'unsupported', 'is of no format that is known here'],
    [
      'a Git LFS pointer',
      'big.json',
      'version https://git-lfs.github.com/spec/v1\n',
      'bad-file',
      'is a Git LFS pointer',
    ],
  ])('%s', async (_, name, content, code, message) => {
    const path = await file(name, content);
    await expect(findTokenizer(path)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`${path} ${message}`),
    });
  });

  test('a folder without tokenizer.json tells what is there', async () => {
    const model = join(folder, 'old');
    await mkdir(model);
    await expect(findTokenizer(model)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('no tokenizer file at all'),
    });
    await writeFile(join(model, 'vocab.json'), '{}');
    await writeFile(join(model, 'vocab.txt'), '');
    await expect(findTokenizer(model)).rejects.toMatchObject({
      message: expect.stringContaining('found vocab.json, vocab.txt'),
    });
  });

  test('a path that leads nowhere', async () => {
    await expect(findTokenizer(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
