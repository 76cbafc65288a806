import { afterAll, expect, test } from 'vitest';

import { auditVocabulary } from './audit-vocabulary.js';
import { openCheckpoint } from './open-checkpoint.js';
import { encodeValues, temporaryFolders, writeModel } from './testing/tiny-model.js';

const { newFolder, removeFolders } = temporaryFolders();
afterAll(removeFolders);

test('names rows that are zero, not finite or repeated, in both tables', async () => {
  const folder = await newFolder('audit');
  const embedding = [1, 2, 0, 0, 1, 2, Number.NaN, 1, 0, -0];
  const head = [1, 2, 3, 4, 5, Number.POSITIVE_INFINITY, 7, 8, 7, 8];
  const tensor = (values: readonly number[]) =>
    ({ dtype: 'BF16', shape: [5, 2], bytes: encodeValues('BF16', values) }) as const;
  await writeModel(folder, {
    config: { model_type: 'llama', tie_word_embeddings: false },
    shards: { 'model.safetensors': { 'model.embed_tokens.weight': tensor(embedding), 'lm_head.weight': tensor(head) } },
  });
  const audit = await auditVocabulary(await openCheckpoint(folder), { threads: 2 });
  expect(audit.embedding).toMatchObject({ tensor: 'model.embed_tokens.weight', rows: 5 });
  expect([...audit.embedding.zero]).toEqual([1, 4]);
  expect([...audit.embedding.nonFinite]).toEqual([3]);
  expect([...audit.embedding.duplicates]).toContain(2);
  expect([...(audit.head?.nonFinite ?? [])]).toEqual([2]);
  expect([...(audit.head?.duplicates ?? [])]).toEqual([4]);
});

test('a tied table is read once', async () => {
  const folder = await newFolder('tied');
  const table = { shape: [4, 2] };
  await writeModel(folder, {
    config: { model_type: 'gpt2' },
    shards: { 'model.safetensors': { 'wte.weight': table, 'lm_head.weight': table } },
  });
  const checkpoint = await openCheckpoint(folder, { tie: 'untied' });
  expect((await auditVocabulary(checkpoint)).head?.tensor).toBe('lm_head.weight');
  expect((await auditVocabulary({ ...checkpoint, tying: { ...checkpoint.tying, tied: true } })).head).toBeUndefined();
});
