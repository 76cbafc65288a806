import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NativeMatrix } from '@tokengraft/native';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transplantMethodNames } from './transplant-methods/index.js';
import type { TransplantTable } from './transplant-methods/transplant-method.js';
import { checkTransplant, transplantRows, type TransplantChoice } from './transplant-rows.js';

const work = { threads: 2, signal: undefined };
let folder: string;
let table: TransplantTable;

/** Four anchors along the axes of the donor, in another order than the model's; row 4 is their sum, row 5 is zero. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tokengraft-transplant-'));
  const donor = await write('donor', 4, [
    [2, 0, 0, 0],
    [0, 2, 0, 0],
    [0, 0, 2, 0],
    [0, 0, 0, 2],
    [4, 6, 0, 0],
    [0, 0, 0, 0],
  ]);
  const model = await write('model', 3, [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 1, 1],
  ]);
  table = { model, donor, donorRows: [0, 1, 2, 3], modelRows: [3, 2, 1, 0], targets: [4, 5] };
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, width: number, rows: readonly number[][]): Promise<NativeMatrix> {
  const path = join(folder, name);
  await writeFile(path, Float32Array.from(rows.flat()));
  return { path, offset: 0, rows: rows.length, width, dtype: 'F32' };
}

const rowsBy = (choice: TransplantChoice, given = table) =>
  transplantRows(given, checkTransplant('options.method', choice), work);

describe('recipes name rows of the model', () => {
  test('omp finds the two anchors that make the target, the longer part first', async () => {
    const { recipes, unsaid } = await rowsBy('omp');
    expect(recipes).toEqual([{ kind: 'weighted-sum', rows: [2, 3], weights: [3, 2] }, { kind: 'mean' }]);
    expect(unsaid).toEqual([5]);
    const [first] = (await rowsBy({ method: 'omp', k: 1, select: 'product' })).recipes;
    expect(first).toEqual({ kind: 'weighted-sum', rows: [2], weights: [3] });
  });

  test('nearest and equal', async () => {
    const [first] = (await rowsBy({ method: 'nearest', k: 2, weights: 'equal' })).recipes;
    expect(first).toEqual({ kind: 'weighted-sum', rows: [2, 3], weights: [0.5, 0.5] });
  });

  test('nearest by distance and least squares', async () => {
    const choice = { method: 'nearest', k: 2, metric: 'euclidean', weights: 'least-squares' } as const;
    expect((await rowsBy(choice)).recipes[0]).toEqual({ kind: 'weighted-sum', rows: [2, 3], weights: [3, 2] });
  });

  test.each(['softmax', 'sparsemax'] as const)('%s: weights of sum 1, the likest first', async (method) => {
    const { recipes } = await rowsBy(method);
    const [first, second] = recipes;
    const weights = first?.kind === 'weighted-sum' ? first.weights : [];
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(first).toMatchObject({ rows: expect.arrayContaining([2, 3]) as unknown });
    expect(second).toEqual({ kind: 'mean' });
  });

  test.each(['ridge', 'procrustes'] as const)('%s: the row of the donor, and the map', async (method) => {
    const { recipes, map } = await rowsBy(method);
    expect(recipes).toEqual([
      { kind: 'mapped', donorRow: 4 },
      { kind: 'mapped', donorRow: 5 },
    ]);
    expect(map).toMatchObject({ kind: method, donorRows: [0, 1, 2, 3], modelRows: [3, 2, 1, 0] });
  });
});

test('the names are those of the table', () => {
  expect(transplantMethodNames).toEqual(['omp', 'nearest', 'softmax', 'sparsemax', 'procrustes', 'ridge']);
});

test('a transplant without a shared token is refused', async () => {
  await expect(rowsBy('omp', { ...table, modelRows: [], donorRows: [] })).rejects.toThrow(/omp has no anchors/);
});

test.each<[unknown, RegExp]>([
  ['magic', /one of "omp".* for options\.method/],
  [{ method: 'omp', k: 0 }, /a number from 1 to 4096 for options\.method\.k/],
  [{ method: 'ridge', penalty: 0 }, /options\.method\.penalty/],
  [{ method: 'softmax', T: 1 }, /options\.method\.T is not known; the method's options are k, temperature/],
])('a wrong choice is a wrong call: %j', (choice, message) => {
  expect(() => checkTransplant('options.method', choice)).toThrow(TypeError);
  expect(() => checkTransplant('options.method', choice)).toThrow(message);
});
