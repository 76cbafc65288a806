// Tables stored with the vocabulary on their second axis (MobileBERT's second part of the head). Row kernels and copies work
// on rows, so such a table is worked on as an upright copy in a scratch folder, and turned back when it is written.

import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fileError, writeFully } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import type { NativeMatrix } from '@tokengraft/native';

import type { Checkpoint, VocabularyTensor } from './checkpoint.js';
import { dtypeBits } from './safetensors/dtypes.js';

/** A bias [1, rows] is not: its values follow one another either way. */
export function isTransposed({ axis, matrix }: VocabularyTensor): boolean {
  return axis === 1 && matrix.width > 1;
}

export interface SpreadCheckpoint {
  readonly checkpoint: Checkpoint;
  /** Removes the copies. */
  close(): Promise<void>;
}

/** The checkpoint with upright copies of its transposed tables; the same one where there are none. */
export async function spreadTables(checkpoint: Checkpoint): Promise<SpreadCheckpoint> {
  const { vocabulary, directory } = checkpoint;
  const { tensors: more, close } = await spreadTensors(directory, vocabulary.more);
  return { checkpoint: { ...checkpoint, vocabulary: { ...vocabulary, more } }, close };
}

/** The tensors of files in `directory`, the transposed ones with upright copies. */
export async function spreadTensors(
  directory: string,
  tensors: readonly VocabularyTensor[],
): Promise<{ readonly tensors: readonly VocabularyTensor[]; readonly close: () => Promise<void> }> {
  if (!tensors.some(isTransposed)) return { tensors, close: async () => undefined };
  const scratch = await mkdtemp(join(tmpdir(), 'tokengraft-rows-'));
  const close = async (): Promise<void> => rm(scratch, { recursive: true, force: true });
  try {
    const spread: VocabularyTensor[] = [];
    for (const [index, tensor] of tensors.entries()) {
      const path = join(scratch, String(index));
      if (isTransposed(tensor)) await writeRows(join(directory, tensor.file), tensor, path);
      spread.push(isTransposed(tensor) ? { ...tensor, matrix: { ...tensor.matrix, path, offset: 0 } } : tensor);
    }
    return { tensors: spread, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function writeRows(source: string, { name, offset, matrix }: VocabularyTensor, target: string): Promise<void> {
  const { rows, width, dtype } = matrix;
  const bytes = await readWhole(source, { offset, length: rows * width * (dtypeBits[dtype] / 8), name });
  await writeAt(target, 0, turn(bytes, { rows: width, width: rows, size: dtypeBits[dtype] / 8 }), 'w');
}

/** Writes the rows of `matrix` as columns at byte `offset` of the existing file `target`. */
export async function writeColumns(matrix: NativeMatrix, target: string, offset: number): Promise<void> {
  const { rows, width, dtype, path } = matrix;
  const size = dtypeBits[dtype] / 8;
  const bytes = await readWhole(path, { offset: matrix.offset, length: rows * width * size, name: path });
  await writeAt(target, offset, turn(bytes, { rows, width, size }), 'r+');
}

/** Row-major [rows, width] to row-major [width, rows], elements of `size` (2 or 4) bytes. */
export function turn(
  bytes: Uint8Array<ArrayBuffer>,
  { rows, width, size }: { readonly rows: number; readonly width: number; readonly size: number },
): Uint8Array {
  const turned = new Uint8Array(bytes.length);
  const wordsOf = (buffer: ArrayBuffer) => (size === 4 ? new Uint32Array(buffer) : new Uint16Array(buffer));
  const [from, to] = [wordsOf(bytes.buffer), wordsOf(turned.buffer)];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) to[column * rows + row] = from[row * width + column] ?? 0;
  }
  return turned;
}

/** No family has more than a hundredth of it; the copy is in memory for a moment. */
const maxBytes = 2 ** 30;

async function readWhole(
  path: string,
  { offset, length, name }: { readonly offset: number; readonly length: number; readonly name: string },
): Promise<Uint8Array<ArrayBuffer>> {
  if (length > maxBytes) {
    const message = `${name} stores the vocabulary on its second axis in ${length} bytes; more than ${maxBytes} are not turned`;
    throw new TokengraftError('limit', message, { tensor: name, length });
  }
  try {
    const file = await open(path, 'r');
    try {
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
        if (bytesRead === 0) throw new TokengraftError('bad-file', `${path} ended while it was read`, { file: path });
        done += bytesRead;
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

async function writeAt(path: string, offset: number, bytes: Uint8Array, flags: 'w' | 'r+'): Promise<void> {
  try {
    const file = await open(path, flags);
    try {
      await writeFully(file, bytes, { path, position: offset });
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}
