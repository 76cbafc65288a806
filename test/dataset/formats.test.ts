// Every output format holds the same rows: read by independent readers where there are some (DuckDB, NumPy, Arrow's own),
// and by what is written here of the formats' layouts otherwise.

import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outputFormatNames, tokenizeDataset, type OutputFormatName, type TokenizeOptions } from '@tokengraft/dataset';
import { DuckDBInstance } from '@duckdb/node-api';
import { RecordBatchReader } from 'apache-arrow';
import { beforeAll, describe, expect, test } from 'vitest';
import { unpackGpt2 } from '../fixtures/unpack-gpt2.js';
import { readJson, scratchFolder } from '../integration/scratch.js';
import { writtenRows, type WrittenRow } from './rows.js';

const scratch = scratchFolder('dataset-formats');
const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const packed = { maxLength: 24, packing: 'bfd', eos: 'last', padding: 'max_length' } as const;

let model = '';
let file = '';
let rows: WrittenRow[] = [];

async function write(
  format: OutputFormatName,
  options: Partial<TokenizeOptions>,
  out = scratch(format),
): Promise<string> {
  await tokenizeDataset([file], { tokenizer: model, format, out, force: true, ...options });
  return out;
}

beforeAll(async () => {
  model = await unpackGpt2(scratch());
  file = scratch('data.jsonl');
  const lines = Array.from({ length: 60 }, (_, index) =>
    JSON.stringify({
      question: `What is ${index} times two? 中`,
      answer: `It is ${'very '.repeat(index % 7)}clearly ${index * 2}.`,
    }),
  );
  writeFileSync(file, lines.join('\n'));
  rows = writtenRows(await write('jsonl', packed));
});

test('rows are as long as they should be, and nothing is lost', () => {
  expect(rows.every(({ input_ids: ids }) => ids.length === 24)).toBe(true);
  const used = rows.flatMap(({ attention_mask: mask }) => mask).filter((bit) => bit === 1).length;
  expect(rows.flatMap(({ seq_lengths: lengths }) => lengths ?? []).reduce((sum, length) => sum + length, 0)).toBe(used);
});

test('documents do not leak into each other: positions begin anew, and no first id is learnt', () => {
  for (const { seq_lengths: lengths = [], position_ids: positions = [], labels } of rows) {
    let at = 0;
    for (const length of lengths) {
      expect(positions.slice(at, at + length)).toEqual(Array.from({ length }, (_, index) => index));
      expect(labels[at]).toBe(-100);
      at += length;
    }
  }
});

test('hf: Arrow streams and the state files of `datasets`', async () => {
  const folder = await write('hf', packed);
  const state = readJson(folder, 'state.json');
  const names = (state['_data_files'] as { filename: string }[]).map(({ filename }) => filename);
  const found: unknown[] = [];
  for (const name of names) {
    for await (const batch of await RecordBatchReader.from(createReadStream(path.join(folder, name)))) {
      for (const row of batch) {
        const values = Object.entries(row?.toJSON() ?? {}).map(([key, value]) => [
          key,
          Array.from(value as Iterable<number>),
        ]);
        found.push(Object.fromEntries(values));
      }
    }
  }
  expect(found).toEqual(rows);
  const { features } = readJson(folder, 'dataset_info.json') as { features: object };
  expect(Object.keys(features)).toEqual(Object.keys(rows[0] ?? {}));
  expect(state).toMatchObject({
    _split: 'train',
    _format_type: null,
    _fingerprint: expect.stringMatching(/^[\da-f]{16}$/),
  });
});

test('parquet: as DuckDB reads it', async () => {
  const folder = await write('parquet', packed);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(`select * from read_parquet('${folder}/*.parquet')`);
  const found = reader
    .getRowObjectsJS()
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, value]) => [key, (value as number[]).map(Number)])),
    );
  expect(found).toEqual(rows);
});

test.skipIf(!hasNumpy)('npy: as NumPy reads it (needs python3-numpy)', async () => {
  const folder = await write('npy', packed);
  const script = `
import json, sys, numpy
a = {n: numpy.load(f"{sys.argv[1]}/{n}.npy") for n in ["input_ids", "attention_mask", "labels", "position_ids", "seq_lengths", "seq_offsets"]}
print(json.dumps({"types": {k: str(v.dtype) for k, v in a.items()}, **{k: v.tolist() for k, v in a.items()}}))`;
  const found = JSON.parse(execFileSync('python3', ['-c', script, folder], { encoding: 'utf8' })) as Record<
    string,
    number[][]
  >;
  for (const name of ['input_ids', 'attention_mask', 'labels', 'position_ids'] as const)
    expect(found[name]).toEqual(rows.map((row) => row[name]));
  expect(found['seq_lengths']).toEqual(rows.flatMap(({ seq_lengths: lengths }) => lengths));
  expect(found['types']).toMatchObject({ input_ids: 'uint16', labels: 'int32', attention_mask: 'int8' });
});

test('megatron: .idx and .bin', async () => {
  const folder = await write('megatron', packed);
  const [index, bin] = [readFileSync(path.join(folder, 'data.idx')), readFileSync(path.join(folder, 'data.bin'))];
  expect(index.toString('latin1', 0, 9)).toBe('MMIDIDX\0\0');
  expect([index.readBigUInt64LE(9), index[17], index.readBigUInt64LE(18), index.readBigUInt64LE(26)]).toEqual([
    1n,
    8,
    BigInt(rows.length),
    BigInt(rows.length + 1),
  ]);
  for (const [at, row] of rows.entries()) {
    const length = index.readInt32LE(34 + at * 4);
    const pointer = Number(index.readBigInt64LE(34 + rows.length * 4 + at * 8));
    expect(Array.from({ length }, (_, id) => bin.readUInt16LE(pointer + id * 2))).toEqual(row.input_ids);
  }
  expect(index.readBigInt64LE(index.length - 8)).toBe(BigInt(rows.length));
});

test('llmc: head and ids', async () => {
  const folder = await write('llmc', packed);
  const bytes = readFileSync(path.join(folder, 'data_000000.bin'));
  const ids = rows.flatMap((row) => row.input_ids);
  expect([bytes.readInt32LE(0), bytes.readInt32LE(4), bytes.readInt32LE(8), bytes.length]).toEqual([
    20240520,
    1,
    ids.length,
    1024 + 2 * ids.length,
  ]);
  expect(Array.from(ids, (_, at) => bytes.readUInt16LE(1024 + at * 2))).toEqual(ids);
});

test('mds: a shard as Streaming lays it out', async () => {
  const folder = await write('mds', packed);
  const { shards } = readJson(folder, 'index.json') as {
    shards: { samples: number; column_names: string[]; raw_data: { basename: string } }[];
  };
  const [shard] = shards;
  const bytes = readFileSync(path.join(folder, shard?.raw_data.basename ?? ''));
  expect(shard?.column_names).toEqual(shard?.column_names.toSorted());
  expect(bytes.readUInt32LE(0)).toBe(rows.length);
  const at = (shard?.column_names ?? []).indexOf('input_ids');
  for (const [index, row] of rows.entries()) {
    const begin = bytes.readUInt32LE(4 + 4 * index);
    const sizes = Array.from(shard?.column_names ?? [], (_, column) => bytes.readUInt32LE(begin + 4 * column));
    const body = begin + 4 * sizes.length + sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
    // One axis, its length in one byte.
    expect([bytes[body], bytes[body + 1]]).toEqual([1 << 2, 24]);
    expect(row.input_ids.map((_, id) => bytes.readInt32LE(body + 2 + 4 * id))).toEqual(row.input_ids);
  }
});

test('webdataset: as tar lists it', async () => {
  const folder = await write('webdataset', packed);
  const names = execFileSync('tar', ['-tf', path.join(folder, 'data-000000.tar')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(names.length).toBe(rows.length * 5);
  expect(names.slice(0, 2)).toEqual(['000000000.input_ids.npy', '000000000.attention_mask.npy']);
  const ids = execFileSync('tar', ['-xOf', path.join(folder, 'data-000000.tar'), '000000007.input_ids.npy']);
  expect(rows[7]?.input_ids.map((_, id) => ids.readInt32LE(128 + 4 * id))).toEqual(rows[7]?.input_ids);
});

describe.each(outputFormatNames)('%s', (format) => {
  test('without packing and padding, and with splits, is read back', async () => {
    const out = scratch(`${format}-plain`);
    const manifest = await tokenizeDataset([file], { tokenizer: model, format, out, validation: 0.3 });
    expect(manifest.splits.map(({ name }) => name)).toEqual(['train', 'validation']);
    const [train, validation] = manifest.splits.map(({ statistics }) => statistics.rows);
    expect([(train ?? 0) + (validation ?? 0), (validation ?? 0) > 5]).toEqual([60, true]);
    expect(readdirSync(out)).toEqual(expect.arrayContaining(['manifest.json', 'train', 'validation']));
  });
});
