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
])('%s is recognised', async (_, name, content, format) => {
  expect((await findTokenizer(await file(name, content))).format).toBe(format);
});

describe('what cannot be read is named', () => {
  test.each([
    [
      'a SentencePiece model',
      'tokenizer.model',
      Uint8Array.of(0x0a, 0x0e, 0x0a),
      'unsupported',
      'is a SentencePiece model',
    ],
    [
      'a SentencePiece model under another name',
      'm.bin',
      Uint8Array.of(0x0a, 0x0e, 0x0a),
      'unsupported',
      'is a SentencePiece model',
    ],
    ['a Tekken vocabulary', 'tekken.json', '{}', 'unsupported', 'is a Tekken vocabulary'],
    ['a WordPiece vocabulary', 'vocab.txt', '[PAD]\n', 'unsupported', 'is a WordPiece vocabulary'],
    ['half a vocabulary', 'vocab.json', '{"a": 0}', 'unsupported', 'is a vocabulary without its merges'],
    ['a compressed file', 'tokenizer.json.gz', Uint8Array.of(0x1f, 0x8b, 8), 'unsupported', 'is a gzip archive'],
    ['something else', 'a.bin', 'hello', 'unsupported', 'is neither JSON nor a tiktoken rank file'],
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
    await writeFile(join(model, 'merges.txt'), '');
    await expect(findTokenizer(model)).rejects.toMatchObject({
      message: expect.stringContaining('found merges.txt, vocab.json'),
    });
  });

  test('a path that leads nowhere', async () => {
    await expect(findTokenizer(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
