// Twenty ways in which an output can be other than it was written, for each operation: verification finds them all.

import { cpSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { verifySurgery } from '@tokengraft/surgery';
import { beforeAll, describe, expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { operationCommands, prepareOperations } from './operations.js';
import { namesIn, scratchFolder } from './scratch.js';

const at = scratchFolder('corruptions');
const folders = prepareOperations(at('given'));
const commands = operationCommands(folders);

const shards = [1, 2, 3].map((number) => `model-0000${number}-of-00003.safetensors`);
const [first = '', second = '', third = ''] = shards;

type Corruption = (folder: string) => void;

function flip(folder: string, file: string, offsetIn: (bytes: Buffer) => number): void {
  const bytes = readFileSync(path.join(folder, file));
  const offset = offsetIn(bytes);
  bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
  writeFileSync(path.join(folder, file), bytes);
}

const dataOf = (bytes: Buffer): number => 8 + Number(bytes.readBigUInt64LE(0));

function edit(folder: string, file: string, change: (text: string) => string): void {
  const before = readFileSync(path.join(folder, file), 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${file} is not changed by the corruption`);
  writeFileSync(path.join(folder, file), after);
}

/** A safetensors header with another word of the same length. */
function reword(folder: string, file: string, from: string, to: string): void {
  const bytes = readFileSync(path.join(folder, file));
  const offset = bytes.indexOf(from);
  if (offset < 0 || from.length !== to.length) throw new Error(`${file} has no ${from}`);
  bytes.write(to, offset, 'latin1');
  writeFileSync(path.join(folder, file), bytes);
}

const corruptions: Readonly<Record<string, Corruption>> = {
  'a bit of the first row': (folder) => flip(folder, first, dataOf),
  'a bit of the last row of the head': (folder) => flip(folder, second, (bytes) => lastOf(bytes, 'lm_head.weight')),
  'a bit of the bias': (folder) => flip(folder, third, (bytes) => lastOf(bytes, 'lm_head.bias')),
  'a bit of a layer': (folder) => flip(folder, second, (bytes) => lastOf(bytes, 'model.final_layernorm.bias')),
  'two rows that changed places': (folder) => {
    const bytes = readFileSync(path.join(folder, first));
    const begin = dataOf(bytes);
    const row = Buffer.from(bytes.subarray(begin, begin + 16));
    bytes.copyWithin(begin, begin + 16, begin + 32);
    row.copy(bytes, begin + 16);
    writeFileSync(path.join(folder, first), bytes);
  },
  'a row that was set to zero': (folder) => {
    const bytes = readFileSync(path.join(folder, first));
    bytes.fill(0, dataOf(bytes) + 5 * 16, dataOf(bytes) + 6 * 16);
    writeFileSync(path.join(folder, first), bytes);
  },
  'a tensor of another type': (folder) => reword(folder, second, '"BF16"', '"F16" '),
  'a tensor of another name': (folder) => reword(folder, second, 'layernorm.bias', 'layernorm.bia2'),
  'a shard that was cut short': (folder) => truncateSync(path.join(folder, second), 100),
  'a shard that is gone': (folder) => rmSync(path.join(folder, third)),
  'two shards that changed names': (folder) => {
    renameSync(path.join(folder, first), path.join(folder, 'x'));
    renameSync(path.join(folder, second), path.join(folder, first));
    renameSync(path.join(folder, 'x'), path.join(folder, second));
  },
  'a stray shard': (folder) => cpSync(path.join(folder, first), path.join(folder, 'model-00004-of-00004.safetensors')),
  'an index that sums up wrongly': (folder) =>
    edit(folder, 'model.safetensors.index.json', (text) => text.replace(/"total_size": (\d+)/, '"total_size": 2$1')),
  'another row count in config.json': (folder) =>
    edit(folder, 'config.json', (text) =>
      text.replace(/"vocab_size": (\d+)/, (_, size: string) => `"vocab_size": ${Number(size) + 1}`),
    ),
  'another field in config.json': (folder) =>
    edit(folder, 'config.json', (text) => text.replace('"hidden_size": 8', '"hidden_size": 9')),
  'another end of text in generation_config.json': (folder) =>
    edit(folder, 'generation_config.json', (text) => text.replace(/\[\s*(\d)/, '[ 1$1')),
  'another letter in tokenizer.json': (folder) => edit(folder, 'tokenizer.json', (text) => text.replace('"q"', '"Q2"')),
  'another flag in tokenizer_config.json': (folder) =>
    edit(folder, 'tokenizer_config.json', (text) => text.replace('{', '{ "clean_up_tokenization_spaces": true,')),
  'another recipe': (folder) => edit(folder, 'recipe.json', (text) => text.replace('"seed": 0', '"seed": 1')),
  'a file that is gone': (folder) => rmSync(path.join(folder, 'README.md')),
};

/** The last byte of a tensor. */
function lastOf(bytes: Buffer, name: string): number {
  const header = JSON.parse(bytes.toString('utf8', 8, dataOf(bytes))) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  const end = header[name]?.data_offsets[1];
  if (end === undefined) throw new Error(`there is no ${name}`);
  return dataOf(bytes) + end - 1;
}

test('there are twenty', () => expect(Object.keys(corruptions)).toHaveLength(20));

describe.each(Object.entries(commands))('of %s', (operation, words) => {
  const good = at(operation);

  beforeAll(async () => {
    const { code, stderr } = await tokengraft(...words, '-o', good);
    if (code !== 0) throw new Error(stderr);
  });

  test('the output itself passes', async () => {
    const { checks } = await verifySurgery(folders.model, good, donorOf(operation));
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(namesIn(good)).toEqual(expect.arrayContaining([...shards]));
  });

  test.each(Object.keys(corruptions))('%s', async (name) => {
    const bad = at(`${operation}-${name.replaceAll(' ', '-')}`);
    cpSync(good, bad, { recursive: true });
    corruptions[name]?.(bad);
    expect((await verifySurgery(folders.model, bad, { hash: false, ...donorOf(operation) })).ok).toBe(false);
    rmSync(bad, { recursive: true });
  });
});

function donorOf(operation: string): { readonly donor?: string } {
  return operation === 'transplant' ? { donor: folders.donor } : {};
}
