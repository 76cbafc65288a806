import { rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { indexFile, openShards } from './open-shards.js';
import { indexOf, temporaryFolders, writeModel, writeSafetensors } from './testing/tiny-model.js';

const { newFolder, removeFolders } = temporaryFolders();
afterAll(removeFolders);

const shards = {
  'model-00001-of-00002.safetensors': { 'model.embed_tokens.weight': { shape: [4, 2] } },
  'model-00002-of-00002.safetensors': { 'lm_head.weight': { shape: [4, 2] }, 'model.norm.weight': { shape: [2] } },
};
const [first, second] = Object.keys(shards) as [string, string];

async function shardedFolder(index: unknown = indexOf(shards)): Promise<string> {
  const folder = await newFolder('sharded');
  await writeModel(folder, { shards, index });
  return folder;
}

const open = (folder: string) => openShards(folder, undefined);

test('opens shards in the order of their names', async () => {
  const { shards: opened, tensors, leftovers } = await open(await shardedFolder());
  expect(opened.map(({ file }) => file)).toEqual([first, second]);
  expect(tensors.get('model.norm.weight')?.file).toBe(second);
  expect(leftovers).toEqual([]);
});

test('opens shards through links, as the cache of the hub has them', async () => {
  const folder = await shardedFolder();
  const blobs = await newFolder('blobs');
  await rename(join(folder, first), join(blobs, 'abc'));
  await symlink(join(blobs, 'abc'), join(folder, first));
  expect((await open(folder)).tensors.size).toBe(3);
});

test.each([
  [
    'lists a tensor in the wrong shard',
    { 'lm_head.weight': first },
    'lm_head.weight is said to be in model-00001-of-00002.safetensors, which does not hold it',
  ],
  ['lists a tensor that is nowhere', { extra: first }, 'extra is said to be in model-00001'],
  [
    'leads out of the folder',
    { 'lm_head.weight': '../model.safetensors' },
    'lm_head.weight is said to be in "../model.safetensors", which is no name of a file',
  ],
  ['leads to an absolute path', { 'lm_head.weight': '/etc/passwd' }, '"/etc/passwd", which is no name'],
  ['names the folder itself', { 'lm_head.weight': '..' }, '"..", which is no name'],
  ['names a file by a number', { 'lm_head.weight': 2 }, 'said to be in 2, which is no name'],
])('refuses an index that %s', async (_, entries, sentence) => {
  const index = indexOf(shards);
  Object.assign(index.weight_map, entries);
  const refusal = open(await shardedFolder(index));
  await expect(refusal).rejects.toThrow(sentence);
  await expect(refusal).rejects.toMatchObject({ code: 'bad-file' });
});

test('refuses an index without a map, and one with a key that stands twice', async () => {
  await expect(open(await shardedFolder({ metadata: {} }))).rejects.toThrow('weight_map is not an object with tensors');
  const folder = await shardedFolder();
  await writeFile(join(folder, indexFile), `{"weight_map": {"a": "${first}", "a": "${second}"}}`);
  await expect(open(folder)).rejects.toThrow('the key "a" stands twice');
});

test('refuses a tensor that the index does not list', async () => {
  const index = indexOf(shards);
  delete index.weight_map['model.norm.weight'];
  await expect(open(await shardedFolder(index))).rejects.toThrow(
    'model.norm.weight is stored in model-00002-of-00002.safetensors, but not listed',
  );
});

test('refuses a tensor that two shards store', async () => {
  const folder = await shardedFolder();
  await writeSafetensors(join(folder, second), {
    ...shards['model-00002-of-00002.safetensors'],
    'model.embed_tokens.weight': { shape: [4, 2] },
  });
  await expect(open(folder)).rejects.toThrow(`model.embed_tokens.weight is stored in ${first} and again in ${second}`);
});

test('names a shard that is missing, truncated or a pointer', async () => {
  const folder = await shardedFolder();
  await truncate(join(folder, second), 150);
  await expect(open(folder)).rejects.toThrow(/model-00002-of-00002\.safetensors is truncated/);
  await writeFile(join(folder, second), 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n');
  await expect(open(folder)).rejects.toThrow(/model-00002-of-00002\.safetensors: this is a Git LFS pointer/);
  await rm(join(folder, second));
  await expect(open(folder)).rejects.toThrow(`${second} is missing in ${folder}`);
});

test('reports weights that do not belong, and leaves the rest', async () => {
  const folder = await shardedFolder();
  const names = ['model-00003-of-00003.safetensors', 'pytorch_model.bin', 'pytorch_model.bin.index.json', 'x.gguf'];
  for (const name of [...names, 'training_args.bin', 'tokenizer.json', 'README.md'])
    await writeFile(join(folder, name), '');
  expect((await open(folder)).leftovers).toEqual(names);
});

test('prefers a single file to an index, as readers do', async () => {
  const folder = await shardedFolder();
  await writeSafetensors(join(folder, 'model.safetensors'), { a: { shape: [1] } });
  const opened = await open(folder);
  expect(opened.index).toBeUndefined();
  expect(opened.leftovers).toEqual([first, second, indexFile]);
});

test('refuses weights of another format by name, and a folder without any', async () => {
  const folder = await newFolder('formats');
  await expect(open(folder)).rejects.toMatchObject({ code: 'not-found', message: /holds no weights/ });
  await writeFile(join(folder, 'pytorch_model.bin'), '');
  await expect(open(folder)).rejects.toMatchObject({
    code: 'unsupported',
    message: /as pytorch_model\.bin, .*save it as safetensors/,
  });
});

test('stops when told to', async () => {
  const folder = await shardedFolder();
  await expect(openShards(folder, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
