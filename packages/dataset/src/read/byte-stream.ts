// Bytes of a file from a place on, unpacked. What packs them is told from the first bytes, not from the name.

import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { Decompress } from 'fzstd';

export type Compression = 'none' | 'gzip' | 'zstd';

const chunkBytes = 1 << 20;

export async function compressionOf(path: string): Promise<Compression> {
  const head = await readHead(path, 4);
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.length === 4 && head.readUInt32LE(0) === 0xfd2fb528 ? 'zstd' : 'none';
}

export async function readHead(path: string, length: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

/** The bytes of `path` from `start` on (of packed files always from the beginning). Fails with `bad-file` for a broken archive. */
export async function* readBytes(
  path: string,
  compression: Compression,
  start = 0,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const options = { start, highWaterMark: chunkBytes, ...(signal === undefined ? {} : { signal }) };
  const file = createReadStream(path, options);
  try {
    yield* compression === 'none' ? file : unpacked(file, compression);
  } catch (error) {
    signal?.throwIfAborted();
    throw brokenArchive(error, path, compression) ?? fileError(error, 'read', path);
  } finally {
    file.destroy();
  }
}

/** The same of a file that is not packed, in memory that each piece takes over from the one before. */
export async function* readBytesInPlace(path: string, start: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const memory = Buffer.allocUnsafeSlow(chunkBytes);
      for (let at = start; ;) {
        signal?.throwIfAborted();
        const { bytesRead } = await file.read(memory, 0, memory.length, at);
        if (bytesRead === 0) return;
        yield memory.subarray(0, bytesRead);
        at += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw fileError(error, 'read', path);
  }
}

function unpacked(file: Readable, compression: Exclude<Compression, 'none'>): AsyncIterable<Buffer> {
  if (compression === 'gzip') return piped(file, zlib.createGunzip({ chunkSize: chunkBytes }));
  const native = (zlib as { createZstdDecompress?: (options: object) => zlib.Gunzip }).createZstdDecompress;
  return native === undefined ? unpackZstd(file) : piped(file, native({ chunkSize: chunkBytes }));
}

function piped(file: Readable, unpack: zlib.Gunzip): AsyncIterable<Buffer> {
  // `pipeline` hands an error of the file on to the reader of the unpacked bytes.
  pipeline(file, unpack, () => {});
  return unpack;
}

/** Node.js has zstd of its own from 22.15 on; before that a decoder in JavaScript. */
async function* unpackZstd(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let ready: Buffer[] = [];
  const stream = new Decompress((part) => void ready.push(Buffer.from(part)));
  let previous: Buffer | undefined;
  for await (const chunk of file) {
    if (previous !== undefined) stream.push(previous);
    previous = chunk;
    yield* ready;
    ready = [];
  }
  stream.push(previous ?? new Uint8Array(), true);
  yield* ready;
}

function brokenArchive(error: unknown, path: string, compression: Compression): TokengraftError | undefined {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (compression === 'none' || syscall !== undefined) return undefined;
  const reason = `${path} is a broken ${compression} file: ${message}; fetch or pack it again`;
  return new TokengraftError('bad-file', reason, { file: path, reason: code }, { cause: error });
}
