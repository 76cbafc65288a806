import { execFileSync } from 'node:child_process';
import { mkdir, open, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { native } from '@tokengraft/native';
import { afterAll, expect, test } from 'vitest';

import type { Checkpoint } from './checkpoint.js';
import { fillPlanOf } from './matrix-change.js';
import type { MatrixChange } from './matrix-change.js';
import { openCheckpoint } from './open-checkpoint.js';
import { rewriteCheckpoint } from './rewrite-checkpoint.js';
import type { RewriteOptions } from './rewrite-checkpoint.js';
import { encodeHeader } from './safetensors/encode-header.js';
import type { TinyModel } from './testing/tiny-model.js';
import { encodeValues, temporaryFolders, tensorBytes, writeModel, writeRaw } from './testing/tiny-model.js';

const { newFolder, removeFolders } = temporaryFolders();
afterAll(removeFolders);

const embed = 'model.embed_tokens.weight';
const head = 'lm_head.weight';

/** 4 rows become 6: row 4 zero, row 5 the half sum of rows 0 and 2. */
function grow(tensor: string, more: Partial<MatrixChange> = {}): MatrixChange {
  return {
    tensor,
    rows: 6,
    fill: [
      { row: 4, recipe: { kind: 'zero' } },
      { row: 5, recipe: { kind: 'weighted-sum', rows: [0, 2], weights: [0.5, 0.5] } },
    ],
    population: new Uint8Array(),
    normal: { mean: 0, deviation: 1 },
    seed: 1,
    stream: 0,
    ...more,
  };
}

async function openModel(model: TinyModel): Promise<Checkpoint> {
  const folder = await newFolder('source');
  await writeModel(folder, model);
  return openCheckpoint(folder);
}

async function rewrite(checkpoint: Checkpoint, changes: readonly MatrixChange[], options?: RewriteOptions) {
  const folder = await newFolder('target');
  const report = await rewriteCheckpoint(checkpoint, changes, folder, options);
  return { folder, report };
}

const old = [1, 2, 3, 4, 5, 6, 7, 8];
const grown = [...old, 0, 0, 3, 4];

test.each(['F32', 'F16', 'BF16'] as const)('grows both tables of a sharded %s checkpoint', async (dtype) => {
  const table = { dtype, shape: [4, 2], bytes: encodeValues(dtype, old) };
  const source = await openModel({
    config: { model_type: 'llama', vocab_size: 4, tie_word_embeddings: false, rms_norm_eps: 1e-5 },
    shards: {
      'model-1.safetensors': { 'model.a': { shape: [3] }, [embed]: table, 'model.b': { dtype, shape: [5, 3] } },
      'model-2.safetensors': { 'model.c': { dtype: 'I64', shape: [3] } },
      'model-3.safetensors': { [head]: { ...table, bytes: encodeValues(dtype, [9, ...old.slice(1)]) } },
    },
  });
  const { folder, report } = await rewrite(source, [grow(embed), grow(head)]);
  const target = await openCheckpoint(folder);
  const bytesOf = async (name: string) => {
    const file = target.tensors.get(name)?.file ?? '';
    return [
      await tensorBytes(join(source.directory, file), name),
      await tensorBytes(join(folder, file), name),
    ] as const;
  };
  expect((await bytesOf(embed))[1]).toEqual(Buffer.from(encodeValues(dtype, grown)));
  expect((await bytesOf(head))[1]).toEqual(Buffer.from(encodeValues(dtype, [9, ...old.slice(1), 0, 0, 7, 4])));
  for (const name of ['model.a', 'model.b', 'model.c']) {
    const [before, after] = await bytesOf(name);
    expect(after).toEqual(before);
  }
  expect([...target.tensors.keys()]).toEqual([...source.tensors.keys()]);
  expect(target.shards[0]?.header.metadata).toEqual(new Map([['format', 'pt']]));
  expect(target).toMatchObject({ rows: 6, findings: [] });
  expect(target.config.text).toBe(source.config.text.replace('"vocab_size": 4', '"vocab_size": 6'));
  expect(report.files.map(({ file, how }) => [file, how.replace('cloned', 'copied')])).toEqual([
    ['model-1.safetensors', 'rewritten'],
    ['model-2.safetensors', 'copied'],
    ['model-3.safetensors', 'rewritten'],
    ['config.json', 'edited'],
    ['model.safetensors.index.json', 'edited'],
  ]);
});

test('grows a bias like a table of one column, and a tied table alone', async () => {
  const bias = { shape: [4], bytes: encodeValues('F32', [1, 2, 3, 4]) };
  const table = { shape: [4, 2], bytes: encodeValues('F32', old) };
  const source = await openModel({
    config: { model_type: 'phi' },
    shards: { 'model.safetensors': { 'lm_head.bias': bias, [embed]: table } },
  });
  const { folder } = await rewrite(source, [grow(embed), grow('lm_head.bias')]);
  const path = join(folder, 'model.safetensors');
  expect(await tensorBytes(path, 'lm_head.bias')).toEqual(Buffer.from(encodeValues('F32', [1, 2, 3, 4, 0, 2])));
  expect(await tensorBytes(path, embed)).toEqual(Buffer.from(encodeValues('F32', grown)));
  // The family does not tie, no head is stored, and config.json was silent: now it says what the file says, and the size.
  expect(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'))).toEqual({
    model_type: 'phi',
    vocab_size: 6,
    tie_word_embeddings: true,
  });
});

test('fills spare rows without moving a byte', async () => {
  const table = { shape: [4, 2], bytes: encodeValues('F32', old) };
  const source = await openModel({
    config: { model_type: 'gpt2', vocab_size: 4 },
    shards: { 'model.safetensors': { 'wte.weight': table, 'wpe.weight': table } },
  });
  const fill = [{ row: 1, recipe: { kind: 'mean' } }] as const;
  const { folder } = await rewrite(source, [
    grow('wte.weight', { rows: 4, fill, population: Uint8Array.of(1, 0, 0, 1) }),
  ]);
  const [before, after] = await Promise.all(
    [source.directory, folder].map((each) => readFile(join(each, 'model.safetensors'))),
  );
  expect(await tensorBytes(join(folder, 'model.safetensors'), 'wte.weight')).toEqual(
    Buffer.from(encodeValues('F32', [1, 2, 4, 5, 5, 6, 7, 8])),
  );
  expect(after?.length).toBe(before?.length);
  expect(await readFile(join(folder, 'config.json'))).toEqual(await readFile(join(source.directory, 'config.json')));
});

test('writes what computeRows answers for the same plan, random rows too', async () => {
  const source = await openModel({
    config: { model_type: 'gpt2' },
    shards: { 'model.safetensors': { 'wte.weight': { shape: [4, 2] } } },
  });
  const fill = [4, 5].map((row) => ({ row, recipe: { kind: 'normal' } as const }));
  const change = grow('wte.weight', { fill, normal: { mean: 1, deviation: 0.5 }, seed: 7, stream: 2 });
  const { folder } = await rewrite(source, [change]);
  const path = join(folder, 'model.safetensors');
  const written = (await tensorBytes(path, 'wte.weight')).subarray(32);
  expect(Buffer.from(await native().computeRows(fillPlanOf(source, change, path, 0), 1, undefined))).toEqual(written);
  expect(new Set(new Float32Array(Uint8Array.from(written).buffer)).size).toBe(4);
});

test('takes data that is not aligned, in another order than the header', async () => {
  const folder = await newFolder('unaligned');
  await writeFile(join(folder, 'config.json'), '{"model_type": "gpt2"}');
  const header =
    '{"wte.weight":{"dtype":"F32","shape":[4,2],"data_offsets":[3,35]},"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}';
  await writeRaw(join(folder, 'model.safetensors'), header, 35);
  const target = (await rewrite(await openCheckpoint(folder), [grow('wte.weight')])).folder;
  const { shards, rows } = await openCheckpoint(target);
  expect(rows).toBe(6);
  expect([...(shards[0]?.header.tensors.keys() ?? [])]).toEqual(['a', 'wte.weight']);
  expect((shards[0]?.header.dataOffset ?? 1) % 8).toBe(0);
});

test('states sizes where they are nested, and parameters where the index counts them', async () => {
  const name = 'language_model.model.embed_tokens.weight';
  const config = { model_type: 'gemma3', text_config: { hidden_size: 2 }, vision_config: { vocab_size: 4 } };
  const index = {
    metadata: { total_parameters: 11, total_size: 44 },
    weight_map: { [name]: 'm-1.safetensors', x: 'm-2.safetensors' },
  };
  const shards = { 'm-1.safetensors': { [name]: { shape: [4, 2] } }, 'm-2.safetensors': { x: { shape: [3] } } };
  const { folder } = await rewrite(await openModel({ config, shards, index }), [grow(name)]);
  const target = await openCheckpoint(folder);
  expect(target.config.value).toEqual({ ...config, text_config: { hidden_size: 2, vocab_size: 6 } });
  expect(target.index?.value).toEqual({ ...index, metadata: { total_parameters: 15, total_size: 60 } });
});

const gpt2: TinyModel = {
  config: { model_type: 'gpt2', vocab_size: 4 },
  shards: { 'model.safetensors': { 'wte.weight': { shape: [4, 2] } } },
};

test('carries every other file over, follows links to files, and leaves what does not belong', async () => {
  const hub = await newFolder('hub');
  const [source, blobs] = [join(hub, 'snapshots', '1'), join(hub, 'blobs')];
  for (const folder of [source, blobs]) await mkdir(folder, { recursive: true });
  await writeModel(source, gpt2);
  const elsewhere = join(blobs, 'blob');
  await writeFile(elsewhere, 'linked');
  await symlink(elsewhere, join(source, 'merges.txt'));
  await symlink('/nowhere', join(source, 'dangling'));
  await symlink('templates', join(source, 'folder'));
  await mkdir(join(source, 'templates', 'tools'), { recursive: true });
  await mkdir(join(source, '.git'));
  await writeFile(join(source, '.git', 'HEAD'), '');
  for (const name of ['README.md', 'tokenizer.json', 'empty', 'pytorch_model.bin'])
    await writeFile(join(source, name), name === 'empty' ? '' : name);
  await writeFile(join(source, 'templates', 'tools', 'a.jinja'), '{{ a }}');
  execFileSync('mkfifo', [join(source, 'pipe')]);
  const { folder, report } = await rewrite(await openCheckpoint(source), [grow('wte.weight')], {
    skip: ['tokenizer.json'],
  });
  expect((await readdir(folder, { recursive: true })).toSorted()).toEqual([
    'README.md',
    'config.json',
    'empty',
    'merges.txt',
    'model.safetensors',
    'templates',
    'templates/tools',
    'templates/tools/a.jinja',
  ]);
  expect(await readFile(join(folder, 'merges.txt'), 'utf8')).toBe('linked');
  expect(await readFile(join(folder, 'templates/tools/a.jinja'), 'utf8')).toBe('{{ a }}');
  expect([...report.leftBehind].toSorted()).toEqual(['.git', 'dangling', 'folder', 'pipe', 'pytorch_model.bin']);
});

test.each(['', 'templates'])('a link in "%s" that leaves the folder is refused by name', async (folder) => {
  const source = await newFolder(`leaving-${folder}`);
  await writeModel(source, gpt2);
  const opened = await openCheckpoint(source);
  await mkdir(join(source, folder), { recursive: true });
  const elsewhere = join(await newFolder(`secret-${folder}`), 'secret');
  await writeFile(elsewhere, 'secret');
  await symlink(elsewhere, join(source, folder, 'link.txt'));
  const refusal = { code: 'bad-file', message: expect.stringContaining('link.txt is a link that leaves') as string };
  await expect(rewrite(opened, [grow('wte.weight')])).rejects.toMatchObject(refusal);
});

test('so is opening a folder with such a link', async () => {
  const source = await newFolder('leaving');
  await writeModel(source, gpt2);
  await symlink(join(await newFolder('secret-folder')), join(source, 'link'));
  await expect(openCheckpoint(source)).rejects.toMatchObject({ code: 'bad-file' });
});

test('progress goes up to the total', async () => {
  const seen: [number, number][] = [];
  await rewrite(await openModel(gpt2), [grow('wte.weight')], {
    onProgress: ({ done, total }) => seen.push([done, total]),
  });
  const totals = new Set(seen.map(([, total]) => total));
  expect(totals.size).toBe(1);
  expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).toSorted((a, b) => a - b));
  expect(seen.at(-1)?.[0]).toBe([...totals][0]);
});

test('an abort in the middle rejects with its reason', async () => {
  const stop = new AbortController();
  const refusal = rewrite(await openModel(gpt2), [grow('wte.weight')], {
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  });
  await expect(refusal).rejects.toThrow('enough');
});

test('refuses a target inside the source, and one where a file stands already', async () => {
  const source = await openModel(gpt2);
  const inside = join(source.directory, 'out');
  await expect(rewriteCheckpoint(source, [], inside)).rejects.toMatchObject({ code: 'bad-argument' });
  await expect(rewriteCheckpoint(source, [], source.directory)).rejects.toMatchObject({ code: 'bad-argument' });
  const taken = await newFolder('taken');
  await writeFile(join(taken, 'model.safetensors'), 'mine');
  await expect(rewriteCheckpoint(source, [grow('wte.weight')], taken)).rejects.toThrow(
    'model.safetensors: file already exists',
  );
  expect(await readFile(join(taken, 'model.safetensors'), 'utf8')).toBe('mine');
});

test('a value that is not finite stops the rewrite', async () => {
  const bytes = encodeValues('F32', [1, 2, 3, 4, Number.NaN, 6, 7, 8]);
  const source = await openModel({
    ...gpt2,
    shards: { 'model.safetensors': { 'wte.weight': { shape: [4, 2], bytes } } },
  });
  await expect(rewrite(source, [grow('wte.weight')])).rejects.toThrow('row 2 holds a value that is not finite');
});

test.each<[string, Partial<MatrixChange>, string]>([
  ['a new row without a recipe', { fill: [{ row: 5, recipe: { kind: 'zero' } }] }, 'a recipe for each new row'],
  [
    'rows out of order',
    { fill: [5, 4].map((row) => ({ row, recipe: { kind: 'zero' } })) },
    'rows to fill ascending and below 6',
  ],
  ['a row behind the end', { rows: 5 }, 'ascending and below 5'],
  [
    'a term that is no old row',
    { fill: [{ row: 4, recipe: { kind: 'weighted-sum', rows: [4], weights: [1] } }] },
    'terms below 4',
  ],
  [
    'a term without a weight',
    { fill: [{ row: 4, recipe: { kind: 'weighted-sum', rows: [1], weights: [] } }] },
    '1 weights',
  ],
  ['a population of another length', { population: new Uint8Array(3) }, 'a population of 4 flags or none'],
])('refuses %s before writing', async (_, more, sentence) => {
  const source = await openModel(gpt2);
  const folder = await newFolder('refused');
  await expect(rewriteCheckpoint(source, [grow('wte.weight', more)], folder)).rejects.toThrow(sentence);
  expect(await readdir(folder)).toEqual([]);
});

test('refuses a change of what is no vocabulary tensor, and two changes of one', async () => {
  const source = await openModel(gpt2);
  await expect(rewrite(source, [grow('wpe.weight')])).rejects.toMatchObject({ code: 'not-found' });
  await expect(rewrite(source, [grow('wte.weight'), grow('wte.weight')])).rejects.toThrow('one change for wte.weight');
});

test('streams 8 GB with holes in little memory and keeps the holes', async () => {
  const source = await newFolder('sparse');
  const [layer, rows] = [4_000_000_000, 500_000];
  await writeFile(join(source, 'config.json'), '{"model_type": "gpt2"}');
  const header = encodeHeader(
    [
      { name: 'a', dtype: 'U8', shape: [layer], byteLength: layer },
      { name: 'wte.weight', dtype: 'BF16', shape: [rows, 64], byteLength: rows * 128 },
      { name: 'z', dtype: 'U8', shape: [layer], byteLength: layer },
    ],
    undefined,
  );
  await writeFile(join(source, 'model.safetensors'), header);
  const file = await open(join(source, 'model.safetensors'), 'r+');
  await file.truncate(header.length + 2 * layer + rows * 128);
  await file.write(Buffer.from('end'), 0, 3, header.length + 2 * layer + rows * 128 - 3);
  await file.close();
  const checkpoint = await openCheckpoint(source);
  const before = process.resourceUsage().maxRSS;
  const fill = [{ row: rows, recipe: { kind: 'zero' } }] as const;
  const { folder } = await rewrite(checkpoint, [grow('wte.weight', { rows: rows + 1, fill })]);
  // Kilobytes. The promise is 200 MB; the table alone has 64, the file 8000.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(150_000);
  const written = await stat(join(folder, 'model.safetensors'));
  expect(written.size).toBe(header.length + 2 * layer + (rows + 1) * 128);
  expect(written.blocks * 512).toBeLessThan(200_000_000);
  const end = Buffer.alloc(3);
  const copy = await open(join(folder, 'model.safetensors'), 'r');
  await copy.read(end, 0, 3, written.size - 3);
  await copy.close();
  expect(end.toString()).toBe('end');
});
