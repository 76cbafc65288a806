import { afterAll, expect, test } from 'vitest';

import { openCheckpoint } from './open-checkpoint.js';
import { encodeValues, temporaryFolders, writeModel } from './testing/tiny-model.js';

const { newFolder, removeFolders } = temporaryFolders();
afterAll(removeFolders);

const values = encodeValues('F32', [1, 2, 3, 4, 5, 6, 7, 8]);
const others = encodeValues('F32', [1, 2, 3, 4, 5, 6, 7, 9]);
const table = { shape: [4, 2], bytes: values };

type Stored = 'none' | 'equal' | 'different';

async function openTied(modelType: string, stored: Stored, configured: boolean | undefined, tie?: 'untied') {
  const folder = await newFolder('tying');
  const head = { shape: [4, 2], bytes: stored === 'equal' ? values : others };
  const embedding = modelType === 'gpt2' ? 'wte.weight' : 'model.embed_tokens.weight';
  await writeModel(folder, {
    config: { model_type: modelType, tie_word_embeddings: configured },
    shards: { 'model.safetensors': { [embedding]: table, ...(stored !== 'none' && { 'lm_head.weight': head }) } },
  });
  return openCheckpoint(folder, tie && { tie });
}

test.each<[string, Stored, boolean | undefined, object]>([
  ['gpt2', 'none', undefined, { tied: true, stored: false, reason: 'no-head', decided: false }],
  ['gpt2', 'none', true, { tied: true, stored: false, reason: 'no-head', decided: false }],
  ['gpt2', 'equal', true, { tied: true, stored: true, reason: 'equal-copies', decided: false }],
  ['gpt2', 'different', false, { tied: false, stored: true, reason: 'different-tables', decided: false }],
  ['llama', 'none', undefined, { tied: true, stored: false, reason: 'no-head', decided: true }],
  ['llama', 'none', false, { tied: true, stored: false, reason: 'no-head', decided: false }],
  ['llama', 'equal', undefined, { tied: true, stored: true, reason: 'equal-copies', decided: true }],
  ['llama', 'equal', false, { tied: true, stored: true, reason: 'equal-copies', decided: false }],
  ['llama', 'different', undefined, { tied: false, stored: true, reason: 'different-tables', decided: false }],
])('%s, stored head: %s, tie_word_embeddings: %s', async (modelType, stored, configured, tying) => {
  const checkpoint = await openTied(modelType, stored, configured);
  expect(checkpoint.tying).toEqual({ ...tying, configured });
});

test.each([
  ['config.json ties', 'llama', true],
  ['the family ties', 'gpt2', undefined],
])('a different head although %s is a conflict, unless told', async (_, modelType, configured) => {
  const refusal = openTied(modelType, 'different', configured);
  await expect(refusal).rejects.toMatchObject({ code: 'tie-conflict', details: { tensor: 'lm_head.weight', at: 30 } });
  await expect(refusal).rejects.toThrow('lm_head.weight differs from');
  const { tying } = await openTied(modelType, 'different', configured, 'untied');
  expect(tying).toEqual({ tied: false, stored: true, reason: 'told', configured, decided: true });
});

test('untying without a head is refused', async () => {
  await expect(openTied('llama', 'none', false, 'untied')).rejects.toMatchObject({ code: 'bad-argument' });
});

test('config.json and file in disagreement are reported', async () => {
  const { findings } = await openTied('llama', 'equal', false);
  expect(findings.map(({ message }) => message)).toEqual([
    'config.json says tie_word_embeddings false, but lm_head.weight equals model.embed_tokens.weight; the stored tensors count',
  ]);
});

test('equal numbers of another element type are not equal bytes', async () => {
  const folder = await newFolder('types');
  await writeModel(folder, {
    config: { model_type: 'llama' },
    shards: {
      'model.safetensors': {
        'model.embed_tokens.weight': table,
        'lm_head.weight': { dtype: 'BF16', shape: [4, 2], bytes: encodeValues('BF16', [1, 2, 3, 4, 5, 6, 7, 8]) },
      },
    },
  });
  expect((await openCheckpoint(folder)).tying.reason).toBe('different-tables');
});
