import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { openCheckpoint } from './open-checkpoint.js';
import type { OpenCheckpointOptions } from './open-checkpoint.js';
import type { TinyTensors } from './testing/tiny-model.js';
import { temporaryFolders, writeModel } from './testing/tiny-model.js';

const { newFolder, removeFolders } = temporaryFolders();
afterAll(removeFolders);

async function openTiny(config: unknown, tensors: TinyTensors, options?: OpenCheckpointOptions) {
  const folder = await newFolder('tiny');
  await writeModel(folder, { config, shards: { 'model.safetensors': tensors } });
  return openCheckpoint(folder, options);
}

const table = { shape: [4, 2] };

test.each([
  ['gpt2 without prefix', 'gpt2', 'wte.weight', undefined, undefined, 'gpt2'],
  ['gpt2 with prefix', 'gpt_bigcode', 'transformer.wte.weight', undefined, undefined, 'gpt2'],
  ['llama', 'llama', 'model.embed_tokens.weight', 'lm_head.weight', undefined, 'llama'],
  ['mistral', 'mistral', 'model.embed_tokens.weight', 'lm_head.weight', undefined, 'llama'],
  ['qwen2, tied', 'qwen2', 'model.embed_tokens.weight', undefined, undefined, 'llama'],
  ['gemma', 'gemma2', 'model.embed_tokens.weight', undefined, undefined, 'gemma'],
  ['neox', 'gpt_neox', 'gpt_neox.embed_in.weight', 'embed_out.weight', undefined, 'gpt_neox'],
  ['phi with a bias', 'phi', 'model.embed_tokens.weight', 'lm_head.weight', 'lm_head.bias', 'phi'],
  ['phi 3', 'phi3', 'model.embed_tokens.weight', 'lm_head.weight', undefined, 'phi3'],
])('finds the vocabulary of %s', async (_, modelType, embedding, head, headBias, architecture) => {
  const names = { [embedding]: table, ...(head && { [head]: table }), ...(headBias && { [headBias]: { shape: [4] } }) };
  const checkpoint = await openTiny(
    { model_type: modelType, vocab_size: 4 },
    { 'norm.weight': { shape: [2] }, ...names },
  );
  const { vocabulary } = checkpoint;
  expect(vocabulary.embedding.name).toBe(embedding);
  expect(vocabulary.head?.name).toBe(head);
  expect(vocabulary.headBias?.name).toBe(headBias);
  expect(checkpoint).toMatchObject({ architectureName: architecture, modelType, rows: 4, width: 2, findings: [] });
});

test('tells the native kernels where a table lies; a bias has rows of one value', async () => {
  const config = { model_type: 'phi' };
  const tensors = {
    'model.embed_tokens.weight': { dtype: 'BF16', ...table },
    'lm_head.bias': { dtype: 'F16', shape: [4] },
  } as const;
  const { vocabulary, directory } = await openTiny(config, tensors);
  const path = join(directory, 'model.safetensors');
  const { offset } = vocabulary.embedding;
  expect(vocabulary.embedding.matrix).toEqual({ path, offset, rows: 4, width: 2, dtype: 'BF16' });
  expect(vocabulary.headBias?.matrix).toEqual({ path, offset: offset + 16, rows: 4, width: 1, dtype: 'F16' });
});

test('follows an explicit map for a model type that it does not know', async () => {
  const config = { model_type: 'novel', text_config: { vocab_size: 4 } };
  const tensors = { 'a.table': table, 'b.table': table, 'b.bias': { shape: [4] } };
  const checkpoint = await openTiny(config, tensors, {
    map: { embedding: 'a.table', head: 'b.table', headBias: 'b.bias' },
  });
  expect(checkpoint.architecture.sizeFields).toEqual([['text_config', 'vocab_size']]);
  expect(checkpoint).toMatchObject({ architectureName: 'map', modelType: 'novel', tying: { tied: false } });
  await expect(openTiny(config, tensors, { map: { embedding: 'a.table', head: 'typo' } })).rejects.toMatchObject({
    code: 'not-found',
    details: { tensor: 'typo' },
  });
});

const llama = { model_type: 'llama', vocab_size: 4, tie_word_embeddings: false };
const embed = 'model.embed_tokens.weight';

test.each<[string, unknown, TinyTensors, string, string]>([
  [
    'a model type that nobody knows',
    { model_type: 'novel' },
    { 'novel.table': table },
    'unsupported',
    'model_type "novel" is not known, and no tensor looks like its input table',
  ],
  ['a configuration without a model type', {}, { 'novel.table': table }, 'unsupported', 'states no model_type'],
  ['a model type that is no text', { model_type: 7 }, { 'novel.table': table }, 'unsupported', 'states no model_type'],
  [
    'no input table',
    llama,
    { 'lm_head.weight': table },
    'not-found',
    'stores no input table model.embed_tokens.weight',
  ],
  [
    'an input table of one axis',
    llama,
    { [embed]: { shape: [8] } },
    'shape-mismatch',
    'has the shape [8]; expected a shape [rows, width]',
  ],
  ['an input table without rows', llama, { [embed]: { shape: [0, 2] } }, 'shape-mismatch', 'without zeros'],
  [
    'a head of other rows',
    llama,
    { [embed]: table, 'lm_head.weight': { shape: [5, 2] } },
    'shape-mismatch',
    'lm_head.weight in model.safetensors has the shape [5, 2]; expected [4, 2]',
  ],
  [
    'a head of another width',
    llama,
    { [embed]: table, 'lm_head.weight': { shape: [4, 3] } },
    'shape-mismatch',
    'has the shape [4, 3]',
  ],
  [
    'a bias of other rows',
    { model_type: 'phi' },
    { [embed]: table, 'lm_head.bias': { shape: [3] } },
    'shape-mismatch',
    'lm_head.bias in model.safetensors has the shape [3]; expected 4 rows',
  ],
  [
    'an input table of bytes',
    llama,
    { [embed]: { dtype: 'I8', shape: [4, 2] } },
    'unsupported',
    'is stored as I8; rows can be made for F32, F16, BF16 only',
  ],
  [
    'a head in 8 bits',
    llama,
    { [embed]: table, 'lm_head.weight': { dtype: 'F8_E4M3', shape: [4, 2] } },
    'unsupported',
    'lm_head.weight in model.safetensors is stored as F8_E4M3',
  ],
  [
    'a head that was packed',
    llama,
    { [embed]: table, 'lm_head.qweight': { dtype: 'I32', shape: [1, 2] } },
    'unsupported',
    'lm_head.qweight is stored, so lm_head.weight is quantised',
  ],
  [
    'a head with a scale',
    llama,
    { [embed]: table, 'lm_head.weight': table, 'lm_head.weight_scale': { shape: [1] } },
    'unsupported',
    'lm_head.weight_scale is stored',
  ],
  [
    'two names of one table',
    { model_type: 'gpt2' },
    { 'wte.weight': table, 'transformer.wte.weight': table },
    'unsupported',
    'stores both wte.weight and transformer.wte.weight',
  ],
])('refuses %s', async (_, config, tensors, code, sentence) => {
  const refusal = openTiny(config, tensors);
  await expect(refusal).rejects.toThrow(sentence);
  await expect(refusal).rejects.toMatchObject({ code });
});

test('packed layers are no reason to refuse while the vocabulary is not packed', async () => {
  const tensors = { [embed]: table, 'model.layers.0.q.qweight': { dtype: 'I32', shape: [3, 3] } } as const;
  expect((await openTiny({ model_type: 'llama' }, tensors)).rows).toBe(4);
});

test('reports sizes that differ and tensors as long as the vocabulary', async () => {
  const config = { model_type: 'llama', vocab_size: 5 };
  const { findings } = await openTiny(config, { [embed]: table, 'model.layers.9.embed_tokens.weight': table });
  expect(findings.map(({ kind, message }) => [kind, message])).toEqual([
    ['size-differs', 'config.json states vocab_size 5, but model.embed_tokens.weight has 4 rows'],
    ['vocabulary-axis', 'model.layers.9.embed_tokens.weight also has an axis of 4; left alone'],
  ]);
});

test('reads generation_config.json where there is one', async () => {
  const folder = await newFolder('generation');
  await writeModel(folder, { shards: { 'model.safetensors': { [embed]: table } } });
  expect((await openCheckpoint(folder)).generationConfig).toBeUndefined();
  await writeFile(join(folder, 'generation_config.json'), '{"eos_token_id": [1, 2]}');
  expect((await openCheckpoint(folder)).generationConfig?.get(['eos_token_id'])).toEqual([1, 2]);
});

test('names what is missing or no JSON', async () => {
  const folder = await newFolder('broken');
  await expect(openCheckpoint(folder)).rejects.toMatchObject({ code: 'not-found', message: /has no config\.json/ });
  await writeFile(join(folder, 'config.json'), '{"model_type": "llama",}');
  await expect(openCheckpoint(folder)).rejects.toMatchObject({
    code: 'bad-file',
    message: /config\.json is not JSON at line 1/,
  });
  await writeFile(join(folder, 'config.json'), '[]');
  await expect(openCheckpoint(folder)).rejects.toThrow('config.json is not a JSON object');
  await rm(folder, { recursive: true });
  await expect(openCheckpoint(folder)).rejects.toMatchObject({ code: 'not-found' });
});

test.each([
  ['directory', 7, {}],
  ['options', 'x', 7],
  ['map', 'x', { map: 'wte' }],
  ['map.embedding', 'x', { map: {} }],
  ['tie', 'x', { tie: 'tied' }],
  ['signal', 'x', { signal: {} }],
])('a wrong %s is a TypeError', async (name, directory, options) => {
  const refusal = openCheckpoint(directory as string, options as OpenCheckpointOptions);
  await expect(refusal).rejects.toBeInstanceOf(TypeError);
  await expect(refusal).rejects.toThrow(name);
});
