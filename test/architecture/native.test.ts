// The arrows inside native/, and the families that grow by one file and one line.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { nativeEdges } from './edges.js';
import { cyclesOf, filesBelow, includesOf, read, root } from './graph.js';

const folderOf = (header: string): string =>
  header.startsWith('tokengraft/') ? 'include' : `src/${header.split('/')[0] ?? ''}`;

test.each(Object.entries(nativeEdges))('%s includes only what stands below it', (folder, allowed) => {
  const wrong = filesBelow(`native/${folder}`, '.h', '.cpp').flatMap((file) =>
    includesOf(file)
      .filter((header) => header.includes('/'))
      .filter((header) => ![...allowed, folder].includes(folderOf(header)))
      .map((header) => `${file} includes ${header}`),
  );
  expect(wrong).toEqual([]);
});

test('every folder of native/src has its arrows written down', () => {
  const found = new Set(filesBelow('native/src', '.h', '.cpp').map((file) => file.split('/').slice(1, 3).join('/')));
  expect([...found].filter((folder) => !(folder in nativeEdges))).toEqual([]);
});

test('headers do not include each other in circles', () => {
  const graph = new Map(
    [...filesBelow('native/src', '.h'), ...filesBelow('native/include', '.h')].map((file) => [
      file,
      includesOf(file).map((header) =>
        header.startsWith('tokengraft/') ? `native/include/${header}` : `native/src/${header}`,
      ),
    ]),
  );
  expect(cyclesOf(graph)).toEqual([]);
});

test('the core knows neither Node nor JavaScript', () => {
  const words = /\bnapi|node_api|\bNapi\b|\bv8::|JavaScript|Node\.js|<napi/i;
  const wrong = [
    ...filesBelow('native/src', '.h', '.cpp', '.inc', '.def'),
    ...filesBelow('native/include', '.h'),
  ].filter((file) => words.test(read(file)));
  expect(wrong).toEqual([]);
});

test('the core neither prints, exits, throws nor reads the environment', () => {
  const words =
    /\bstd::(cout|cerr|printf|fprintf|getenv|exit|abort)\b|(?<![\w:])(printf|fprintf|getenv|exit|abort)\s*\(|\bthrow\b/;
  const wrong = filesBelow('native/src', '.h', '.cpp').filter((file) =>
    words.test(read(file).replace(/\/\/.*$/gm, '')),
  );
  expect(wrong).toEqual([]);
});

describe('a family grows by one file and one line', () => {
  const families = filesBelow('native/src', '.def');

  test('there are families', () => {
    expect(families.length).toBeGreaterThan(0);
  });

  // A kind is a source without a header of its own: only the table's factory reaches it.
  test.each(families)('%s names every kind of its folder', (table) => {
    const kinds = filesBelow(path.dirname(table), '.cpp')
      .filter((file) => !existsSync(path.join(root, file.replace(/\.cpp$/, '.h'))))
      .map((file) => path.basename(file, '.cpp'))
      .filter((kind) => kind !== 'registry');
    const text = read(table);
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.filter((kind) => !new RegExp(`\\b(make_|read_)?${kind}(_scanner)?\\b`).test(text))).toEqual([]);
  });
});

test('shapes of rows and file formats are in their tables', () => {
  const shared =
    /(index|example|fields|plain-shape|output-format|file-sink|stored-block|arrow-batch|file-pieces)\.ts$|\.test\.ts$/;
  for (const folder of ['packages/dataset/src/shapes', 'packages/dataset/src/write']) {
    const kinds = filesBelow(folder, '.ts').filter((file) => !shared.test(file));
    const table = read(path.join(folder, 'index.ts'));
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.filter((file) => !table.includes(`'./${path.basename(file, '.ts')}.js'`))).toEqual([]);
  }
});

test('architectures and initialisation methods are in their tables', () => {
  const folders = ['checkpoint/src/architectures', 'surgery/src/init', 'surgery/src/transplant-methods'];
  for (const folder of folders.map((each) => `packages/${each}`)) {
    const kinds = filesBelow(folder, '.ts')
      .filter((file) => !/index\.ts$|\.test\.ts$/.test(file))
      .map((file) => path.basename(file, '.ts'));
    const table = read(path.join(folder, 'index.ts'));
    expect(kinds.filter((kind) => !table.includes(`'./${kind}.js'`))).toEqual([]);
  }
});
