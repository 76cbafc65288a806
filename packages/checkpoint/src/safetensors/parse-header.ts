// What the text of a safetensors header says, and whether it can be true: every tensor has the size of its shape, and the
// tensors cover the data without holes or overlap.

import { findDuplicateKey, parseJson } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

import type { SafetensorsDtype } from './dtypes.js';
import { dtypeBits } from './dtypes.js';

export interface StoredTensor {
  readonly name: string;
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** Bytes from the beginning of the file to the tensor. */
  readonly offset: number;
  readonly byteLength: number;
}

export interface SafetensorsHeader {
  readonly path: string;
  /** Bytes from the beginning of the file to the first tensor. */
  readonly dataOffset: number;
  readonly fileSize: number;
  /** `__metadata__`; undefined where the header has none. */
  readonly metadata: ReadonlyMap<string, string> | undefined;
  /** In the order of the data, whatever the order of the header's text. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** Checks the header text of the file `path`, whose data begins at `dataOffset`. */
export function parseHeader(text: string, path: string, dataOffset: number, fileSize: number): SafetensorsHeader {
  const fields = parseJson(text, `the header of ${path}`) as Record<string, unknown>;
  const duplicate = findDuplicateKey(text, path);
  if (duplicate !== undefined) throw refusal(path, duplicate, 'stands twice in the header', 'one entry');
  const metadata = Object.hasOwn(fields, '__metadata__') ? readMetadata(fields['__metadata__'], path) : undefined;
  const tensors = Object.entries(fields)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => readTensor(name, entry, path, dataOffset))
    .toSorted((a, b) => a.offset - b.offset || a.byteLength - b.byteLength);
  checkCoverage(tensors, path, dataOffset, fileSize);
  return { path, dataOffset, fileSize, metadata, tensors: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

function readMetadata(value: unknown, path: string): ReadonlyMap<string, string> {
  if (!isObject(value)) throw refusal(path, '__metadata__', show(value), 'an object of strings');
  const entries = Object.entries(value).map(([key, text]): [string, string] => {
    if (typeof text !== 'string') throw refusal(path, `__metadata__.${key}`, show(text), 'a string');
    return [key, text];
  });
  return new Map(entries);
}

function readTensor(name: string, entry: unknown, path: string, dataOffset: number): StoredTensor {
  if (!isObject(entry)) throw refusal(path, name, show(entry), 'an object with dtype, shape and data_offsets');
  const dtype = readDtype(name, entry['dtype'], path);
  const shape = readIntegers(name, 'shape', entry['shape'], path);
  const [begin, end, ...more] = readIntegers(name, 'data_offsets', entry['data_offsets'], path);
  if (begin === undefined || end === undefined || more.length > 0 || begin > end) {
    throw refusal(
      path,
      name,
      `data_offsets ${show(entry['data_offsets'])}`,
      'two numbers, the first not above the second',
    );
  }
  const byteLength = sizeOf(name, dtype, shape, path);
  if (end - begin !== byteLength) {
    const expected = `${byteLength} bytes for ${dtype} [${shape.join(', ')}]`;
    throw refusal(path, name, `data_offsets of ${end - begin} bytes`, expected);
  }
  return { name, dtype, shape, offset: dataOffset + begin, byteLength };
}

function readDtype(name: string, value: unknown, path: string): SafetensorsDtype {
  if (typeof value === 'string' && Object.hasOwn(dtypeBits, value)) return value as SafetensorsDtype;
  throw refusal(path, name, `dtype ${show(value)}`, `one of ${Object.keys(dtypeBits).join(', ')}`);
}

function readIntegers(name: string, field: string, value: unknown, path: string): readonly number[] {
  const isSize = (each: unknown) => Number.isSafeInteger(each) && (each as number) >= 0 && !Object.is(each, -0);
  if (Array.isArray(value) && value.every(isSize)) return value as number[];
  throw refusal(path, name, `${field} ${show(value)}`, 'integers from 0 to 2^53 - 1');
}

/** The bytes of a tensor; a product beyond 2^53 is refused before it can lose digits. */
function sizeOf(name: string, dtype: SafetensorsDtype, shape: readonly number[], path: string): number {
  let bits: number = dtypeBits[dtype];
  for (const extent of shape) {
    bits *= extent;
    if (!Number.isSafeInteger(bits)) throw refusal(path, name, `shape [${shape.join(', ')}]`, 'a size below 2^53 bits');
  }
  if (bits % 8 !== 0) throw refusal(path, name, `${dtype} [${shape.join(', ')}]`, 'a whole number of bytes');
  return bits / 8;
}

function checkCoverage(tensors: readonly StoredTensor[], path: string, dataOffset: number, fileSize: number): void {
  let end = dataOffset;
  for (const { name, offset, byteLength } of tensors) {
    const what = offset > end ? 'a hole before it' : 'an overlap with the tensor before it';
    if (offset !== end)
      throw refusal(path, name, `${offset - dataOffset}, ${what}`, `data at byte ${end - dataOffset}`);
    end += byteLength;
  }
  if (fileSize === end) return;
  const what = fileSize < end ? 'is truncated' : 'has bytes behind its last tensor';
  const message = `${path} ${what}: expected ${end} bytes by its header, found ${fileSize}; fetch it again`;
  throw new TokengraftError('bad-file', message, { file: path, expected: end, found: fileSize });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of the header as people may read it: short, and without control characters. */
function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function refusal(path: string, tensor: string, found: string, expected: string): TokengraftError {
  const message = `${path}: tensor ${show(tensor)}: expected ${expected}, found ${found}`;
  return new TokengraftError('bad-file', message, { file: path, tensor, expected, found });
}
