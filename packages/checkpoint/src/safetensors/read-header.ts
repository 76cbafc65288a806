// Reads the header of a safetensors file and nothing behind it.

import type { FileHandle } from 'node:fs/promises';
import { open, stat } from 'node:fs/promises';

import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

import { parseHeader } from './parse-header.js';
import type { SafetensorsHeader } from './parse-header.js';

/** The specification's bound; it keeps a file that lies from making us allocate. */
export const maxHeaderLength = 100_000_000;

/** Bytes of the header's length, which comes first. */
export const lengthBytes = 8;

const lfsPointer = 'version https://git-lfs';
const openingBrace = 0x7b;

/**
 * Reads and checks the header of a safetensors file; the data is not read. Refuses ('bad-file') a file that contradicts
 * itself in any way, naming the tensor, what was expected and what was found.
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  try {
    if (!(await stat(path)).isFile()) throw refusal(path, 'is not a regular file');
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const text = await readHeaderText(file, path, size);
      return parseHeader(text.json, path, text.dataOffset, size);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

async function readHeaderText(file: FileHandle, path: string, size: number) {
  const begin = await readBytes(file, path, 0, Math.min(size, lfsPointer.length));
  if (begin.toString('latin1') === lfsPointer) {
    throw refusal(path, 'this is a Git LFS pointer, not the weights; run git lfs pull', ': ');
  }
  if (size < lengthBytes)
    throw refusal(path, `has ${size} bytes; a safetensors file begins with ${lengthBytes} bytes of length`);
  const length = begin.readBigUInt64LE(0);
  if (length > BigInt(maxHeaderLength)) {
    throw refusal(path, `states a header of ${length} bytes, more than the ${maxHeaderLength} that the format allows`);
  }
  const dataOffset = lengthBytes + Number(length);
  if (dataOffset > size) {
    throw refusal(
      path,
      `is truncated: it states a header of ${length} bytes, but has ${size} bytes in all; fetch it again`,
    );
  }
  return { json: decode(await readBytes(file, path, lengthBytes, Number(length)), path), dataOffset };
}

function decode(bytes: Buffer, path: string): string {
  if (bytes[0] !== openingBrace) throw refusal(path, 'has a header that does not begin with "{"');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new TokengraftError('bad-file', `${path} has a header that is not UTF-8`, { file: path }, { cause: error });
  }
}

async function readBytes(file: FileHandle, path: string, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw refusal(path, `ended at byte ${offset + done} while it was read`);
    done += bytesRead;
  }
  return bytes;
}

function refusal(path: string, sentence: string, joint = ' '): TokengraftError {
  return new TokengraftError('bad-file', `${path}${joint}${sentence}`, { file: path });
}
