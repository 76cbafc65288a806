// SHA-256 of the parts of a delta: a bit that was lost on the way is found before it is in a model.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { SafetensorsHeader } from '@tokengraft/checkpoint';
import { fileError } from '@tokengraft/documents';
import { TokengraftError, throwIfAborted } from '@tokengraft/errors';

/** Bytes read at once. */
const window = 4 * 1024 * 1024;

export interface Range {
  readonly offset: number;
  readonly length: number;
}

export function sumOfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of the ranges of a file, one after the other. */
export async function sumOfRanges(
  file: string,
  ranges: readonly Range[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const sum = createHash('sha256');
  try {
    const handle = await open(file, 'r');
    try {
      const room = Buffer.alloc(Math.min(window, Math.max(...ranges.map(({ length }) => length), 0)));
      for (const { offset, length } of ranges) {
        for (let done = 0; done < length;) {
          throwIfAborted(signal);
          const { bytesRead } = await handle.read(room, 0, Math.min(room.length, length - done), offset + done);
          if (bytesRead === 0) throw new TokengraftError('bad-file', `${file} ends early; fetch it again`, { file });
          sum.update(room.subarray(0, bytesRead));
          done += bytesRead;
        }
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    throwIfAborted(signal);
    throw fileError(error, 'read', file);
  }
  return sum.digest('hex');
}

/** Fails with `bad-file`, naming the first part that is not what it was. */
export async function proveParts(
  { path, tensors }: SafetensorsHeader,
  stated: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { name, offset, byteLength } of tensors.values()) {
    if ((await sumOfRanges(path, [{ offset, length: byteLength }], signal)) === stated[name]) continue;
    const message = `${path}: ${name} is not what was written there; fetch it again`;
    throw new TokengraftError('bad-file', message, { file: path, tensor: name });
  }
}
