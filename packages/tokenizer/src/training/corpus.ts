// Corpora as native counting takes them: whole lines of text files in blocks of bytes, or the texts of JSON records. Files
// stream; gzip and Zstandard are recognised by their first bytes.

import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fileError } from '@tokengraft/documents';
import { TokengraftError, throwIfAborted } from '@tokengraft/errors';
import { readRecords } from './corpus-records.js';

export interface CorpusFile {
  readonly path: string;
  /** How often each occurrence counts. A whole number; default 1. */
  readonly weight?: number;
  /** Take each line as a JSON object and this member of it as a text; dots lead into objects. Default: `text` for .jsonl. */
  readonly field?: string;
}

/** Lines with their ends, whose bytes are valid until the next part is asked for, or texts. */
export type CorpusPart =
  { readonly lines: Uint8Array; readonly read: number } | { readonly texts: readonly string[]; readonly read: number };

const defaultBlockBytes = 1 << 22;
const chunkBytes = 1 << 18;
/** A line that is longer cannot become a JavaScript string, or fill memory by itself. */
const maxLineBytes = 2 ** 28;
const newline = 0x0a;

/** What `file` holds, in blocks of about `blockBytes`; `read` tells how much of the file they took. */
export async function* readCorpus(
  file: CorpusFile,
  signal: AbortSignal | undefined,
  blockBytes = defaultBlockBytes,
): AsyncGenerator<CorpusPart> {
  const field = file.field ?? (/\.(jsonl|ndjson)(\.gz|\.zst)?$/.test(file.path) ? 'text' : undefined);
  let line = 1;
  for await (const { bytes, read } of wholeLines(file.path, signal, Math.min(blockBytes, defaultBlockBytes))) {
    if (field === undefined) {
      yield { lines: bytes, read };
      continue;
    }
    const { texts, lines } = readRecords(bytes, { path: file.path, field, line });
    line += lines;
    yield { texts, read };
  }
}

/** The sum of the files' sizes on disk. Fails with `io` or `not-found` for one that is not there. */
export async function corpusBytes(files: readonly CorpusFile[]): Promise<number> {
  let sum = 0;
  for (const { path } of files) {
    const entry = await stat(path).catch((error: unknown) => {
      throw fileError(error, 'read', path);
    });
    if (entry.isDirectory()) {
      const message = `${path} is a folder; name the files of the corpus`;
      throw new TokengraftError('bad-file', message, { file: path });
    }
    sum += entry.size;
  }
  return sum;
}

interface Block {
  readonly bytes: Uint8Array;
  /** Bytes of the file so far. */
  readonly read: number;
}

/** Blocks end where lines do. Their bytes stand in one buffer, valid until the next block is asked for. */
async function* wholeLines(path: string, signal: AbortSignal | undefined, blockBytes: number): AsyncGenerator<Block> {
  let buffer = Buffer.allocUnsafe(blockBytes + chunkBytes);
  let filled = 0;
  let position = 0;
  for await (const { bytes, read } of unpacked(path, signal)) {
    position = read;
    buffer = withRoom(buffer, filled, bytes.length);
    buffer.set(bytes, filled);
    filled += bytes.length;
    if (filled < blockBytes) continue;
    const end = buffer.subarray(0, filled).lastIndexOf(newline) + 1;
    if (end === 0 && filled > maxLineBytes) refuseLongLine(path);
    if (end === 0) continue;
    yield { bytes: buffer.subarray(0, end), read };
    buffer.copyWithin(0, end, filled);
    filled -= end;
  }
  if (filled > 0) yield { bytes: buffer.subarray(0, filled), read: position };
}

function withRoom(buffer: Buffer<ArrayBuffer>, filled: number, more: number): Buffer<ArrayBuffer> {
  if (filled + more <= buffer.length) return buffer;
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, filled + more));
  buffer.copy(larger, 0, 0, filled);
  return larger;
}

function refuseLongLine(path: string): never {
  const message = `${path} has a line of more than ${maxLineBytes} bytes; break it into lines first`;
  throw new TokengraftError('limit', message, { file: path });
}

/** The bytes of each are valid until the next are asked for. */
async function* unpacked(path: string, signal: AbortSignal | undefined): AsyncGenerator<Block> {
  try {
    const unpack = unpackerOf(await readHead(path));
    const blocks = unpack === undefined ? plainBytes(path) : streamedBytes(path, unpack);
    for await (const block of blocks) {
      throwIfAborted(signal);
      yield block;
    }
  } catch (error) {
    if (error instanceof TokengraftError || signal?.aborted === true) throw error;
    if (isSystemError(error)) throw fileError(error, 'read', path);
    const message = `${path} cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`;
    throw new TokengraftError('bad-file', message, { file: path }, { cause: error });
  }
}

/** Into one buffer: blocks of their own would wait in memory for the garbage collector. */
async function* plainBytes(path: string): AsyncGenerator<Block> {
  const file = await open(path, 'r');
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let read = 0;
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      read += bytesRead;
      yield { bytes: buffer.subarray(0, bytesRead), read };
    }
  } finally {
    await file.close();
  }
}

async function* streamedBytes(path: string, unpack: Unpack): AsyncGenerator<Block> {
  const stream = process.getBuiltinModule('node:fs').createReadStream(path, { highWaterMark: chunkBytes });
  try {
    for await (const bytes of unpack(stream)) yield { bytes, read: stream.bytesRead };
  } finally {
    stream.destroy();
  }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

type Unpack = (stream: Readable) => AsyncIterable<Uint8Array>;

/** undefined for a file that is not packed. */
function unpackerOf(head: Buffer): Unpack | undefined {
  if (head.length >= 2 && head.readUInt16BE(0) === 0x1f8b) return unpackGzip;
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528) return unpackZstandard;
  return undefined;
}

// What unpacks is loaded when something is packed.

function unpackGzip(stream: Readable): AsyncIterable<Uint8Array> {
  const gunzip = process.getBuiltinModule('node:zlib').createGunzip({ chunkSize: 1 << 18 });
  stream.on('error', (error) => gunzip.destroy(error));
  return stream.pipe(gunzip) as AsyncIterable<Uint8Array>;
}

async function* unpackZstandard(stream: Readable): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  const ready: Uint8Array[] = [];
  let ended = false;
  const unpacker = new Decompress((bytes, final) => {
    ready.push(bytes.slice());
    ended ||= final === true;
  });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    unpacker.push(chunk);
    yield* ready.splice(0);
  }
  unpacker.push(new Uint8Array(), true);
  if (!ended) throw new Error('it ends early');
  yield* ready.splice(0);
}
