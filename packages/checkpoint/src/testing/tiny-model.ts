// Makes model folders of a few kilobytes for tests.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { encodeHeader } from '../safetensors/encode-header.js';
import { dtypeBits } from '../safetensors/dtypes.js';
import type { SafetensorsDtype } from '../safetensors/dtypes.js';
import { readSafetensorsHeader } from '../safetensors/read-header.js';

export interface TinyTensor {
  readonly dtype?: SafetensorsDtype;
  readonly shape: readonly number[];
  /** Every byte; by default a pattern that differs from tensor to tensor. */
  readonly bytes?: Uint8Array;
}

export type TinyTensors = Readonly<Record<string, TinyTensor>>;

export interface TinyModel {
  readonly config?: unknown;
  /** Tensors by file; one file `model.safetensors` needs no index. */
  readonly shards: Readonly<Record<string, TinyTensors>>;
  readonly index?: unknown;
  readonly metadata?: ReadonlyMap<string, string>;
}

/** Makes folders for the tests of a file, and removes them all. */
export function temporaryFolders(): {
  newFolder: (name: string) => Promise<string>;
  removeFolders: () => Promise<void>;
} {
  const folders: string[] = [];
  return {
    newFolder: async (name) => {
      const folder = await mkdtemp(join(tmpdir(), `checkpoint-${name.replaceAll(/[^a-z0-9]+/gi, '-')}-`));
      folders.push(folder);
      return folder;
    },
    removeFolders: async () => {
      for (const folder of folders) await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function writeModel(folder: string, model: TinyModel): Promise<void> {
  const { config = { model_type: 'llama', vocab_size: 4 }, shards, metadata } = model;
  await writeFile(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`);
  for (const [file, tensors] of Object.entries(shards)) await writeSafetensors(join(folder, file), tensors, metadata);
  const index = model.index ?? (Object.keys(shards).length > 1 ? indexOf(shards) : undefined);
  if (index === undefined) return;
  await writeFile(join(folder, 'model.safetensors.index.json'), `${JSON.stringify(index, null, 2)}\n`);
}

export function indexOf(shards: TinyModel['shards']): {
  metadata: { total_size: number };
  weight_map: Record<string, string>;
} {
  const entries = Object.entries(shards).flatMap(([file, tensors]) => Object.keys(tensors).map((name) => [name, file]));
  const total = Object.values(shards).flatMap((tensors) => Object.values(tensors).map(byteLength));
  return { metadata: { total_size: total.reduce((a, b) => a + b, 0) }, weight_map: Object.fromEntries(entries) };
}

export async function writeSafetensors(
  path: string,
  tensors: TinyTensors,
  metadata: ReadonlyMap<string, string> | undefined = new Map([['format', 'pt']]),
): Promise<void> {
  const entries = Object.entries(tensors);
  const header = encodeHeader(
    entries.map(([name, tensor]) => ({
      name,
      dtype: tensor.dtype ?? 'F32',
      shape: tensor.shape,
      byteLength: byteLength(tensor),
    })),
    metadata,
  );
  const data = entries.map(([name, tensor]) => tensor.bytes ?? pattern(name, byteLength(tensor)));
  await writeFile(path, Buffer.concat([header, ...data]));
}

/** A safetensors file with exactly this header text and so many bytes behind it. */
export async function writeRaw(path: string, header: string, dataBytes: number): Promise<void> {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  await writeFile(path, Buffer.concat([length, text, Buffer.alloc(dataBytes)]));
}

/** The bytes of a stored tensor. */
export async function tensorBytes(path: string, name: string): Promise<Buffer> {
  const tensor = (await readSafetensorsHeader(path)).tensors.get(name);
  if (tensor === undefined) throw new Error(`${path} has no ${name}`);
  return (await readFile(path)).subarray(tensor.offset, tensor.offset + tensor.byteLength);
}

/** Values as their element type stores them; exact for values of few bits. */
export function encodeValues(dtype: 'F32' | 'F16' | 'BF16', values: readonly number[]): Uint8Array {
  const single = Float32Array.from(values);
  if (dtype === 'F32') return new Uint8Array(single.buffer);
  const bits = new Uint32Array(single.buffer);
  return new Uint8Array(Uint16Array.from(bits, dtype === 'BF16' ? (word) => word >>> 16 : halfOf).buffer);
}

/** REQUIRES: zero, or a value that half precision holds exactly as a normal number. */
function halfOf(word: number): number {
  if ((word & 0x7fff_ffff) === 0) return 0;
  return ((word >>> 16) & 0x8000) | ((((word >>> 23) & 0xff) - 112) << 10) | ((word >>> 13) & 0x3ff);
}

function byteLength({ dtype = 'F32', shape }: TinyTensor): number {
  return (shape.reduce((product, extent) => product * extent, 1) * dtypeBits[dtype]) / 8;
}

/** Small positive numbers in any element type: no byte makes an exponent of all ones. */
function pattern(name: string, length: number): Uint8Array {
  const seed = Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 251, 7);
  return Uint8Array.from({ length }, (_, index) => (seed + index * 37) % 59);
}
