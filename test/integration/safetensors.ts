// Safetensors files for tests, written and read without the packages under test.

import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { bytesOf, decode, encode, type Dtype } from './numbers.js';

export interface TensorSpec {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

export interface TinyTensor extends TensorSpec {
  readonly values: readonly number[];
}

export function elements({ shape }: TensorSpec): number {
  return shape.reduce((product, length) => product * length, 1);
}

function headerOf(tensors: readonly TensorSpec[]): { readonly header: Buffer; readonly dataBytes: number } {
  let end = 0;
  const entries = tensors.map(({ name, dtype, shape }) => {
    const begin = end;
    end += elements({ name, dtype, shape }) * bytesOf(dtype);
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const json = JSON.stringify({ __metadata__: { format: 'pt' }, ...Object.fromEntries(entries) });
  const padded = json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(padded)));
  return { header: Buffer.concat([length, Buffer.from(padded)]), dataBytes: end };
}

export function safetensorsBytes(tensors: readonly TinyTensor[]): Buffer {
  return Buffer.concat([headerOf(tensors).header, ...tensors.map(({ values, dtype }) => encode(values, dtype))]);
}

/** A file with a real header and nothing but holes behind it. */
export function writeSparseSafetensors(file: string, tensors: readonly TensorSpec[]): number {
  const { header, dataBytes } = headerOf(tensors);
  const handle = openSync(file, 'w');
  writeSync(handle, header);
  ftruncateSync(handle, header.length + dataBytes);
  closeSync(handle);
  return dataBytes;
}

export interface RawTensor extends TensorSpec {
  readonly bytes: Buffer;
  /** Row `row` of a matrix, or element `row` of a vector. */
  row(row: number): Buffer;
  numbers(row: number): number[];
}

/** Every tensor of a file, bytes and all. */
export function readSafetensors(file: string): Map<string, RawTensor> {
  const whole = readFileSync(file);
  const begin = 8 + Number(whole.readBigUInt64LE(0));
  const header = JSON.parse(whole.toString('utf8', 8, begin)) as Record<string, HeaderEntry>;
  const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__');
  return new Map(tensors.map(([name, entry]) => [name, rawTensor(name, entry, whole.subarray(begin))]));
}

interface HeaderEntry {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function rawTensor(name: string, { dtype, shape, data_offsets: [begin, end] }: HeaderEntry, data: Buffer): RawTensor {
  const bytes = data.subarray(begin, end);
  const rowBytes = bytes.length / (shape[0] ?? 1);
  const row = (index: number): Buffer => bytes.subarray(index * rowBytes, (index + 1) * rowBytes);
  return { name, dtype, shape, bytes, row, numbers: (index) => decode(row(index), dtype) };
}
