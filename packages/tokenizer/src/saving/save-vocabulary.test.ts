// Saving tokenizers of other formats than tokenizer.json.

import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadTokenizer } from '../index.js';

const fixtures = join(import.meta.dirname, '../../../../test/fixtures');
let root: string;
let pair: string;
let model: string;
let number = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tokengraft-save-vocabulary-'));
  pair = join(root, 'pair');
  await mkdir(pair);
  const { model: gpt2 } = JSON.parse(
    gunzipSync(await readFile(join(fixtures, 'gpt2/tokenizer.json.gz'))).toString(),
  ) as {
    model: { vocab: Record<string, number>; merges: string[] };
  };
  await writeFile(join(pair, 'vocab.json'), JSON.stringify(gpt2.vocab));
  await writeFile(join(pair, 'merges.txt'), `#version: 0.2\n${gpt2.merges.join('\n')}\n`);
  model = join(root, 'bpe.model');
  await writeFile(model, gunzipSync(await readFile(join(fixtures, 'sentencepiece/bpe.model.gz'))));
});
afterAll(() => rm(root, { recursive: true }));

const fresh = () => join(root, `target-${++number}`);

describe('GPT-2’s pair', () => {
  test('without a change is copied', async () => {
    const target = fresh();
    const report = await (await loadTokenizer(pair)).save(target);
    expect(report.map(({ file, action }) => [file, action])).toEqual([
      ['vocab.json', 'copied'],
      ['merges.txt', 'copied'],
    ]);
    expect((await readFile(join(target, 'vocab.json'))).equals(await readFile(join(pair, 'vocab.json')))).toBe(true);
  });

  test('keeps added tokens with all their flags beside it', async () => {
    const target = fresh();
    const tokenizer = await loadTokenizer(pair);
    tokenizer.addTokens([{ content: 'MyNewToken_1', lstrip: true }, ' world']);
    tokenizer.addSpecialTokens(['<|eot|>']);
    const report = await tokenizer.save(target);
    expect(report.map(({ file, action }) => [file, action])).toEqual([
      ['vocab.json', 'copied'],
      ['merges.txt', 'copied'],
      ['tokenizer_config.json', 'edited'],
    ]);
    const again = await loadTokenizer(target);
    expect(again.addedTokens).toEqual(tokenizer.addedTokens);
    const text = 'Hello  MyNewToken_1 world<|eot|>';
    expect(again.encode(text)).toEqual(tokenizer.encode(text));
  });
});

describe('a SentencePiece model', () => {
  test('keeps its bytes, and added tokens stand beside it', async () => {
    const target = fresh();
    const tokenizer = await loadTokenizer(model);
    const size = tokenizer.size;
    expect([...tokenizer.addTokens(['electrocardiogram'])]).toEqual([size]);
    tokenizer.addSpecialTokens(['<s>']);
    await tokenizer.save(target);
    expect(await readdir(target)).toEqual(['tokenizer.model', 'tokenizer_config.json']);
    expect((await readFile(join(target, 'tokenizer.model'))).equals(await readFile(model))).toBe(true);
    const again = await loadTokenizer(target);
    const text = 'an electrocardiogram <s>';
    expect([...again.encode(text)]).toEqual([...tokenizer.encode(text)]);
    expect([...again.encode(text)]).toEqual(expect.arrayContaining([size, 1]));
    expect(again.decode(again.encode('an electrocardiogram'))).toContain('electrocardiogram');
    await again.save(fresh());
  });

  test('is not put where another tokenizer would be found first', async () => {
    const target = fresh();
    await mkdir(target);
    await writeFile(join(target, 'tokenizer.json'), '{}');
    const tokenizer = await loadTokenizer(model);
    await expect(tokenizer.save(target)).rejects.toMatchObject({ code: 'target-exists' });
  });
});

test('a rank file is copied, and refuses what it cannot hold', async () => {
  const file = join(root, 'bytes.tiktoken');
  const ranks = Array.from({ length: 256 }, (_, byte) => `${Buffer.of(byte).toString('base64')} ${byte}\n`);
  await writeFile(file, ranks.join(''));
  const tokenizer = await loadTokenizer(file, { pattern: 'gpt2' });
  const target = fresh();
  await tokenizer.save(target);
  expect((await readFile(join(target, 'bytes.tiktoken'))).equals(await readFile(file))).toBe(true);
  tokenizer.addTokens(['new']);
  await expect(tokenizer.save(fresh())).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('cannot hold the change (1 token added)'),
  });
});
