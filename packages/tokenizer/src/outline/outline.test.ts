// SentencePiece models with what stands beside them. (GPT-2's pair is compared with tokenizer.json in test/parity.)

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadTokenizer } from '../index.js';

const fixtures = join(import.meta.dirname, '../../../../test/fixtures');
let root: string;
let model: Buffer;
let number = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tokengraft-outline-'));
  model = gunzipSync(await readFile(join(fixtures, 'sentencepiece/bpe.model.gz')));
});
afterAll(() => rm(root, { recursive: true }));

async function put(config?: object): Promise<string> {
  const folder = join(root, String(++number));
  await mkdir(folder);
  await writeFile(join(folder, 'tokenizer.model'), model);
  if (config !== undefined) await writeFile(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
  return folder;
}

const llama = { tokenizer_class: 'LlamaTokenizer', bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' };

test('a model by itself adds nothing and finds no control piece, in a folder as in a file', async () => {
  const folder = await put();
  for (const source of [folder, join(folder, 'tokenizer.model')]) {
    const tokenizer = await loadTokenizer(source);
    expect(tokenizer.specialTokens).toEqual([]);
    expect(tokenizer.tokenToId('<s>')).toBe(1);
    expect([...tokenizer.encode('<s>token')]).not.toContain(1);
    tokenizer.addSpecialTokens(['<s>']);
    expect(tokenizer.encode('<s>token')[0]).toBe(1);
  }
});

test('a Llama class frames the text and finds its special tokens', async () => {
  const tokenizer = await loadTokenizer(await put(llama));
  const plain = await loadTokenizer(await put());
  expect(tokenizer.specialTokens.map(({ id, content }) => [id, content])).toEqual([
    [0, '<unk>'],
    [1, '<s>'],
    [2, '</s>'],
  ]);
  expect([...tokenizer.encode('token')]).toEqual([1, ...plain.encode('token')]);
  expect([...tokenizer.encode('token', { addSpecialTokens: false })]).toEqual([...plain.encode('token')]);
  expect(tokenizer.encode('token</s>').at(-1)).toBe(2);
  expect([...tokenizer.encoding('token', { pair: 'token' }).typeIds]).toEqual([0, 0, 0, 1, 1, 1]);
});

test('its settings say which frame', async () => {
  const tokenizer = await loadTokenizer(await put({ ...llama, add_bos_token: false, add_eos_token: true }));
  const ids = tokenizer.encode('token');
  expect([ids[0] === 1, ids.at(-1)]).toEqual([false, 2]);
});

test('a file in a folder with settings is still the file alone', async () => {
  const tokenizer = await loadTokenizer(join(await put(llama), 'tokenizer.model'));
  expect([...tokenizer.encode('token')]).not.toContain(1);
});

test('a class that renumbers pieces is refused by name', async () => {
  const folder = await put({ tokenizer_class: 'XLMRobertaTokenizer' });
  await expect(loadTokenizer(folder)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('tokenizer_class "XLMRobertaTokenizer" is not known'),
  });
  await expect(loadTokenizer(join(folder, 'tokenizer.model'))).resolves.toBeDefined();
});
