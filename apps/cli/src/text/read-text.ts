// Text files and standard input as pieces of checked text, cut at line ends, in bounded memory.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

export interface TextInput {
  /** As messages name it. */
  readonly name: string;
  /** '-' is standard input. */
  readonly path: string;
}

/** Whole lines of a text; only the last piece may lack its final line terminator. */
export interface TextPiece {
  readonly text: string;
  readonly bytes: number;
  /** The number of the piece's first line, from 1. */
  readonly firstLine: number;
}

/** The files named, or standard input where none is. */
export function textInputs(paths: readonly string[]): TextInput[] {
  const given = paths.length === 0 ? ['-'] : paths;
  return given.map((path) => ({ path, name: path === '-' ? 'standard input' : path }));
}

/** The sum of the inputs' sizes, for a progress bar; 0 where one of them has no size. */
export async function totalBytes(inputs: readonly TextInput[]): Promise<number> {
  const sizes = await Promise.all(
    inputs.map(async ({ path }) => (path === '-' ? NaN : (await stat(path).catch(() => undefined))?.size)),
  );
  const sum = sizes.reduce<number>((total, size) => total + (size ?? NaN), 0);
  return Number.isNaN(sum) ? 0 : sum;
}

/** A line that is longer cannot become a JavaScript string. */
const maxLineBytes = 2 ** 28;
const chunkBytes = 1 << 20;
const newline = 0x0a;

export async function* readText(input: TextInput, signal: AbortSignal): AsyncGenerator<TextPiece> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let firstLine = 1;
  for await (const chunk of readBytes(input, signal)) {
    const end = chunk.lastIndexOf(newline) + 1;
    if (end === 0) {
      held.push(chunk);
      heldBytes = expectLineFits(heldBytes + chunk.length, input, firstLine);
      continue;
    }
    const piece = toPiece(Buffer.concat([...held, chunk.subarray(0, end)]), firstLine, input);
    yield piece;
    firstLine += countLines(piece.text);
    held = end === chunk.length ? [] : [chunk.subarray(end)];
    heldBytes = chunk.length - end;
  }
  if (heldBytes > 0) yield toPiece(Buffer.concat(held), firstLine, input);
}

async function* readBytes({ path, name }: TextInput, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stream: Readable =
    path === '-'
      ? addAbortSignal(signal, process.stdin)
      : createReadStream(path, { highWaterMark: chunkBytes, signal });
  try {
    yield* stream as AsyncIterable<Buffer>;
  } catch (error) {
    signal.throwIfAborted();
    throw fileError(error, 'read', name);
  }
}

function expectLineFits(bytes: number, { name }: TextInput, line: number): number {
  if (bytes <= maxLineBytes) return bytes;
  const message = `${name}: line ${line} is longer than ${maxLineBytes} bytes; break it into lines first`;
  throw new TokengraftError('limit', message, { file: name, line });
}

function toPiece(bytes: Buffer, firstLine: number, { name }: TextInput): TextPiece {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { text, bytes: bytes.length, firstLine };
  } catch (error) {
    const line = firstLine + countLines(bytes.toString('latin1', 0, firstInvalidByte(bytes)));
    const message = `${name}: line ${line} is not valid UTF-8; convert the file to UTF-8 first`;
    throw new TokengraftError('bad-file', message, { file: name, line }, { cause: error });
  }
}

/** The position of the first byte that is no UTF-8: where repair and original part. */
function firstInvalidByte(bytes: Buffer): number {
  const repaired = Buffer.from(bytes.toString('utf8'));
  let at = 0;
  while (at < bytes.length && bytes[at] === repaired[at]) at++;
  return at;
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
