// Tokenized data as binary ids: a NumPy array of integers, or ids one behind the other. Ids only get smaller, so they fit.

import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { fileError, writeFully } from '@tokengraft/documents';
import { TokengraftError, throwIfAborted } from '@tokengraft/errors';
import type { IdMapper } from './id-mapper.js';
import type { RemapJob } from './remap-lines.js';

export type BinaryType = 'u16' | 'u32' | 'npy';

interface Layout {
  /** Bytes before the first id. */
  readonly begin: number;
  readonly size: 2 | 4 | 8;
  /** Of a NumPy array; undefined for bare ids. */
  readonly shape?: readonly number[];
  readonly descr?: string;
}

export async function remapBinary({ file, target, mapper, signal }: RemapJob, type: BinaryType): Promise<void> {
  const layout = type === 'npy' ? await readNumpyLayout(file) : ({ begin: 0, size: type === 'u16' ? 2 : 4 } as const);
  const out = await open(target, 'wx').catch((error: unknown) => {
    throw fileError(error, 'write', target);
  });
  try {
    await writeFully(out, new Uint8Array(layout.begin), { path: target, position: 0 });
    let [count, position] = [0, layout.begin];
    for await (const ids of idsOf(file, layout)) {
      throwIfAborted(signal);
      const mapped = ids.flatMap((id, index) => mapper.map(id, () => `${file}, id number ${count + index},`));
      const bytes = encode(mapped, layout.size);
      await writeFully(out, bytes, { path: target, position });
      position += bytes.length;
      count += ids.length;
    }
    await finishHeader(out, { layout, file, target, mapper });
    await out.sync();
  } catch (error) {
    throw fileError(error, 'read', file);
  } finally {
    await out.close();
  }
}

async function* idsOf(file: string, { begin, size }: Layout): AsyncGenerator<number[]> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { start: begin, highWaterMark: 2 ** 20 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const whole = bytes.length - (bytes.length % size);
    yield decode(bytes.subarray(0, whole), size);
    rest = bytes.subarray(whole);
  }
  if (rest.length === 0) return;
  throw new TokengraftError('bad-file', `${file} ends in the middle of an id`, { file });
}

function decode(bytes: Buffer, size: Layout['size']): number[] {
  return Array.from({ length: bytes.length / size }, (_, index) => {
    if (size === 2) return bytes.readUInt16LE(index * 2);
    return size === 4 ? bytes.readUInt32LE(index * 4) : Number(bytes.readBigInt64LE(index * 8));
  });
}

function encode(ids: readonly number[], size: Layout['size']): Buffer {
  const bytes = Buffer.alloc(ids.length * size);
  for (const [index, id] of ids.entries()) {
    if (size === 2) bytes.writeUInt16LE(id, index * 2);
    else if (size === 4) bytes.writeUInt32LE(id, index * 4);
    else bytes.writeBigInt64LE(BigInt(id), index * 8);
  }
  return bytes;
}

/** Reads the header of version 1.0 or 2.0; see numpy.lib.format. */
async function readNumpyLayout(file: string): Promise<Layout> {
  const start = await readStart(file);
  const refuse = (what: string): TokengraftError => new TokengraftError('unsupported', `${file} ${what}`, { file });
  if (start.toString('latin1', 0, 6) !== '\u0093NUMPY') throw refuse('is no NumPy array');
  const isShort = start[6] === 1;
  const begin = isShort ? 10 + start.readUInt16LE(8) : 12 + start.readUInt32LE(8);
  const text = start.toString('latin1', isShort ? 10 : 12, begin);
  const descr = /'descr':\s*'([<|][ui][248])'/.exec(text)?.[1];
  const shape = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1];
  if (descr === undefined || shape === undefined || /'fortran_order':\s*True/.test(text)) {
    throw refuse('is no little-endian array of integers in C order');
  }
  const extents = shape.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  return { begin, size: Number(descr[2]) as Layout['size'], shape: extents, descr };
}

async function readStart(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const bytes = Buffer.alloc(4096);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, Math.max(bytesRead, 12));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, 'read', file);
  }
}

/** A NumPy array says how long it is; one of several axes cannot change its length. */
async function finishHeader(
  out: FileHandle,
  {
    layout,
    file,
    target,
    mapper,
  }: { readonly layout: Layout; readonly file: string; readonly target: string; readonly mapper: IdMapper },
): Promise<void> {
  const { begin, shape, descr, size } = layout;
  if (shape === undefined || descr === undefined) return;
  const count = ((await out.stat()).size - begin) / size;
  if (shape.length > 1 && mapper.removed > 0) {
    const message = `${file} has rows of one length and ids that are gone; tokenize the texts again`;
    throw new TokengraftError('unsupported', message, { file });
  }
  const extents = shape.length === 1 ? `(${count},)` : `(${shape.join(', ')}${shape.length === 0 ? '' : ','})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${extents}, }`;
  const isShort = begin - 10 < 2 ** 16;
  const lead = Buffer.alloc(isShort ? 10 : 12);
  lead.write('\u0093NUMPY', 'latin1');
  lead[6] = isShort ? 1 : 2;
  if (isShort) lead.writeUInt16LE(begin - 10, 8);
  else lead.writeUInt32LE(begin - 12, 8);
  const header = Buffer.concat([lead, Buffer.from(`${text.padEnd(begin - lead.length - 1)}\n`, 'latin1')]);
  await writeFully(out, header, { path: target, position: 0 });
}
