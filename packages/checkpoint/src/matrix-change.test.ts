import { afterAll, expect, test } from 'vitest';

import { fillPlanOf } from './matrix-change.js';
import type { MatrixChange } from './matrix-change.js';
import { openCheckpoint } from './open-checkpoint.js';
import { temporaryFolders, writeModel } from './testing/tiny-model.js';

const { newFolder, removeFolders } = temporaryFolders();
afterAll(removeFolders);

test('flattens the recipes into the arrays of the native plan', async () => {
  const folder = await newFolder('plan');
  await writeModel(folder, {
    config: { model_type: 'gpt2' },
    shards: { 'model.safetensors': { 'wte.weight': { dtype: 'F16', shape: [3, 8] } } },
  });
  const checkpoint = await openCheckpoint(folder);
  const change: MatrixChange = {
    tensor: 'wte.weight',
    rows: 6,
    fill: [
      { row: 1, recipe: { kind: 'mean' } },
      { row: 3, recipe: { kind: 'weighted-sum', rows: [2, 0], weights: [0.25, 0.75] } },
      { row: 4, recipe: { kind: 'normal' } },
      { row: 5, recipe: { kind: 'weighted-sum', rows: [1], weights: [1] } },
    ],
    population: Uint8Array.of(1, 0, 1),
    normal: { mean: 2, deviation: 3 },
    seed: 4,
    stream: 5,
  };
  expect(fillPlanOf(checkpoint, change, '/out/model.safetensors', 64)).toEqual({
    source: checkpoint.vocabulary.embedding.matrix,
    target: { path: '/out/model.safetensors', offset: 64, rows: 6, width: 8, dtype: 'F16' },
    targetRows: Float64Array.of(1, 3, 4, 5),
    kinds: Uint8Array.of(1, 2, 3, 2),
    termBegins: Float64Array.of(0, 0, 2, 2, 3),
    termRows: Float64Array.of(2, 0, 1),
    termWeights: Float64Array.of(0.25, 0.75, 1),
    meanWeights: Float64Array.of(0, 0, 0, 0),
    population: Uint8Array.of(1, 0, 1),
    normalMean: 2,
    normalDeviation: 3,
    covarianceScale: 0,
    map: undefined,
    seed: 4,
    stream: 5,
  });
});

test.each([
  ['a move from beyond the table', [{ from: 2, to: 0, count: 2 }], /moves of rows below 3/],
  [
    'two moves to one place',
    [
      { from: 0, to: 0, count: 2 },
      { from: 1, to: 1, count: 1 },
    ],
    /ascending places/,
  ],
  ['a row that nothing makes', [{ from: 1, to: 0, count: 1 }], /none for row 1/],
])('refuses %s', async (_, kept, message) => {
  const folder = await newFolder('kept');
  await writeModel(folder, {
    config: { model_type: 'gpt2' },
    shards: { 'model.safetensors': { 'wte.weight': { dtype: 'F16', shape: [3, 8] } } },
  });
  const change = { tensor: 'wte.weight', rows: 3, kept, fill: [], population: new Uint8Array() };
  const drawn = { normal: { mean: 0, deviation: 1 }, seed: 0, stream: 0 };
  const checkpoint = await openCheckpoint(folder);
  expect(() => fillPlanOf(checkpoint, { ...change, ...drawn }, '/out/model.safetensors', 64)).toThrow(message);
});
