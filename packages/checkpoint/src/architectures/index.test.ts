import { readdir } from 'node:fs/promises';

import { expect, test } from 'vitest';

import { architectures } from './index.js';

test('every file of this folder is in the table', async () => {
  const shared = new Set(['architecture', 'index']);
  const files = (await readdir(import.meta.dirname)).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
  );
  const names = files.map((file) => file.replace('.ts', '')).filter((name) => !shared.has(name));
  expect(
    Object.keys(architectures)
      .map((name) => name.replaceAll('_', '-'))
      .toSorted(),
  ).toEqual(names.toSorted());
});

test('no model type belongs to two architectures', () => {
  const types = Object.values(architectures).flatMap((each) => each.modelTypes);
  expect(types.filter((type, index) => types.indexOf(type) !== index)).toEqual([]);
});

test('every architecture names an input table and where sizes and tying are stated', () => {
  for (const [name, { embedding, sizeFields, tieFields }] of Object.entries(architectures)) {
    expect([name, embedding.length > 0, sizeFields.length > 0, tieFields.length > 0]).toEqual([name, true, true, true]);
  }
});
