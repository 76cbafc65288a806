import { open, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';

import { temporaryFolders, writeRaw } from '../testing/tiny-model.js';
import { dtypeBits } from './dtypes.js';
import type { SafetensorsDtype } from './dtypes.js';
import { encodeHeader } from './encode-header.js';
import { readSafetensorsHeader } from './read-header.js';

const fixtures = join(import.meta.dirname, '../../../../test/fixtures/safetensors');
const { newFolder, removeFolders } = temporaryFolders();
afterAll(removeFolders);

async function namesIn(file: string): Promise<readonly string[]> {
  const header = await readSafetensorsHeader(join(fixtures, file));
  return [...header.tensors.values()].map(({ name, dtype, shape, offset, byteLength }) => {
    return `${name} ${dtype} [${shape.join()}] ${offset - header.dataOffset}+${byteLength}`;
  });
}

test.each([
  ['i64_codes.safetensors', ['codes I64 [1,2,828] 0+13248']],
  ['metadata_only.safetensors', []],
  ['padded_header.safetensors', ['a F32 [2] 0+8']],
  ['scalar_and_empty.safetensors', ['s F32 [] 0+4', 'e F32 [0,3] 4+0']],
  ['unordered_header.safetensors', ['a F32 [2] 0+8', 'b F32 [2] 8+8']],
  ['zero_tensors.safetensors', []],
])('reads %s', async (file, tensors) => {
  expect(await namesIn(file)).toEqual(tensors);
});

test('reads every element type, also where the data is not aligned', async () => {
  expect(await namesIn('all_dtypes.safetensors')).toHaveLength(11);
});

test('keeps __metadata__, and knows none from an empty one', async () => {
  const header = await readSafetensorsHeader(join(fixtures, 'metadata_only.safetensors'));
  expect(header.metadata).toEqual(new Map([['format', 'pt']]));
  expect((await readSafetensorsHeader(join(fixtures, 'zero_tensors.safetensors'))).metadata).toBeUndefined();
});

const lies: Readonly<Record<string, string>> = {
  'duplicate_key.safetensors': 'tensor "a": expected one entry, found stands twice in the header',
  'empty_file.safetensors': 'has 0 bytes; a safetensors file begins with 8 bytes of length',
  'header_invalid_utf8.safetensors': 'has a header that is not UTF-8',
  'header_length_huge.safetensors': 'states a header of 1152921504606846976 bytes, more than the 100000000',
  'header_longer_than_file.safetensors': 'is truncated: it states a header of 9999 bytes, but has 70 bytes in all',
  'header_not_json.safetensors': 'is not JSON at line 1, column 6: expected a value',
  'header_not_object.safetensors': 'has a header that does not begin with "{"',
  'lfs_pointer.safetensors': 'this is a Git LFS pointer, not the weights; run git lfs pull',
  'negative_shape.safetensors': 'tensor "a": expected integers from 0 to 2^53 - 1, found shape [-2]',
  'offsets_gap.safetensors': 'tensor "b": expected data at byte 8, found 12, a hole before it',
  'offsets_overlap.safetensors': 'tensor "b": expected data at byte 8, found 4, an overlap',
  'offsets_past_end.safetensors': 'is truncated: expected 70 bytes by its header, found 66',
  'offsets_reversed.safetensors':
    'tensor "a": expected two numbers, the first not above the second, found data_offsets [8,0]',
  'seven_bytes.safetensors': 'has 7 bytes',
  'shape_overflow.safetensors': 'tensor "a": expected integers from 0 to 2^53 - 1, found shape [4611686018427388000,',
  'shape_size_mismatch.safetensors': 'tensor "a": expected 12 bytes for F32 [3], found data_offsets of 8 bytes',
  'trailing_bytes.safetensors': 'has bytes behind its last tensor: expected 70 bytes by its header, found 78',
  'unknown_dtype.safetensors': 'tensor "a": expected one of BOOL,',
};

test.each(Object.entries(lies))('refuses %s and names the lie', async (file, sentence) => {
  const path = join(fixtures, 'malformed', file);
  const refusal = readSafetensorsHeader(path);
  await expect(refusal).rejects.toThrow(sentence);
  await expect(refusal).rejects.toThrow(path);
  await expect(refusal).rejects.toMatchObject({ code: 'bad-file' });
});

test('has a sentence for every malformed file', async () => {
  expect(await readdir(join(fixtures, 'malformed'))).toEqual(Object.keys(lies).toSorted());
});

test.each([
  ['a hole before the first tensor', '{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}', 2, 'found 1, a hole'],
  ['half a byte', '{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}', 2, 'expected a whole number of bytes'],
  [
    'a product beyond 2^53',
    '{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,8]}}',
    8,
    'expected a size below 2^53 bits',
  ],
  ['a shape that is no list', '{"a":{"dtype":"U8","shape":3,"data_offsets":[0,3]}}', 3, 'found shape 3'],
  ['a shape with a fraction', '{"a":{"dtype":"U8","shape":[1.5],"data_offsets":[0,3]}}', 3, 'found shape [1.5]'],
  ['three offsets', '{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3,4]}}', 3, 'expected two numbers'],
  ['no offsets', '{"a":{"dtype":"U8","shape":[3]}}', 3, 'found data_offsets nothing'],
  ['a tensor that is a number', '{"a":1}', 0, 'expected an object with dtype, shape and data_offsets, found 1'],
  [
    'a dtype that every object inherits',
    '{"a":{"dtype":"toString","shape":[],"data_offsets":[0,0]}}',
    0,
    'found dtype "toString"',
  ],
  ['metadata that is a list', '{"__metadata__":[]}', 0, 'tensor "__metadata__": expected an object of strings'],
  ['metadata with a number', '{"__metadata__":{"n":1}}', 0, 'expected a string, found 1'],
  [
    'a field that stands twice',
    '{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
    0,
    'tensor "dtype"',
  ],
  ['nesting without end', `{"a":${'['.repeat(5000)}`, 0, 'expected at most 512 levels of nesting'],
])('refuses %s', async (name, header, bytes, sentence) => {
  const path = join(await newFolder(name), 'x.safetensors');
  await writeRaw(path, header, bytes);
  await expect(readSafetensorsHeader(path)).rejects.toThrow(sentence);
});

test('takes two F4 values for a byte, and names of Object.prototype for names', async () => {
  const path = join(await newFolder('f4'), 'x.safetensors');
  await writeRaw(path, '{"__proto__":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}}', 2);
  expect((await readSafetensorsHeader(path)).tensors.get('__proto__')?.byteLength).toBe(2);
});

test('names a file that is missing, and one that is a folder', async () => {
  const folder = await newFolder('missing');
  await expect(readSafetensorsHeader(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(readSafetensorsHeader(folder)).rejects.toThrow('is not a regular file');
});

test('reads a header before 100 GB of holes without reading the holes', async () => {
  const path = join(await newFolder('holes'), 'x.safetensors');
  const size = 100_000_000_000;
  const header = encodeHeader([{ name: 'a', dtype: 'U8', shape: [size], byteLength: size }], undefined);
  await writeFile(path, header);
  const file = await open(path, 'r+');
  await file.truncate(header.length + size);
  await file.close();
  expect((await readSafetensorsHeader(path)).tensors.get('a')).toMatchObject({
    offset: header.length,
    byteLength: size,
  });
});

test('what is written reads back, aligned to 8', async () => {
  const folder = await newFolder('round trip');
  const dtypes = fc.constantFrom(...(Object.keys(dtypeBits) as SafetensorsDtype[]));
  const tensors = fc.uniqueArray(fc.record({ name: fc.string(), dtype: dtypes, extent: fc.nat(5) }), {
    selector: (tensor) => tensor.name,
  });
  const metadata = fc.option(fc.dictionary(fc.string(), fc.string()), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(tensors, metadata, async (drawn, texts) => {
      const written = drawn
        .filter(({ name }) => name !== '__metadata__')
        .map(({ name, dtype, extent }) => ({ name, dtype, shape: [extent, 8], byteLength: extent * dtypeBits[dtype] }));
      const map = texts && new Map(Object.entries(texts));
      const header = encodeHeader(written, map);
      const bytes = written.reduce((sum, { byteLength }) => sum + byteLength, 0);
      await writeFile(join(folder, 'x'), Buffer.concat([header, Buffer.alloc(bytes)]));
      const read = await readSafetensorsHeader(join(folder, 'x'));
      expect(read.dataOffset % 8).toBe(0);
      expect(read.metadata).toEqual(map);
      const found = [...read.tensors.values()].map(({ name, dtype, shape, byteLength }) => ({
        name,
        dtype,
        shape,
        byteLength,
      }));
      expect(found.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
        written.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      );
    }),
  );
});
