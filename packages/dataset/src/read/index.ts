// The file formats that rows are read from, and how a file's format is told.

import { readBytes, compressionOf, type Compression } from './byte-stream.js';
import { jsonArray } from './json-array.js';
import { jsonl } from './jsonl.js';
import { parquet } from './parquet.js';
import type { RowFormat } from './row-format.js';
import { csv, tsv } from './separated.js';
import { text } from './text.js';

export const rowFormats = {
  jsonl,
  json: jsonArray,
  csv,
  tsv,
  parquet,
  text,
} as const satisfies Record<string, RowFormat>;

export type RowFormatName = keyof typeof rowFormats;

export const rowFormatNames: readonly RowFormatName[] = Object.keys(rowFormats) as RowFormatName[];

const packedEndings = /\.(gz|gzip|zst|zstd)$/i;

export interface KnownFile {
  readonly format: RowFormatName;
  readonly compression: Compression;
}

/** The format of a file: `named`, or by its name; of JSON, and of what has no known name, by its first character. */
export async function recogniseFile(path: string, named?: RowFormatName): Promise<KnownFile> {
  const compression = await compressionOf(path);
  if (named !== undefined) return { format: named, compression };
  const name = path.replace(packedEndings, '').toLowerCase();
  const byName = rowFormatNames.find((format) => rowFormats[format].extensions.some((ending) => name.endsWith(ending)));
  if (byName !== undefined && byName !== 'json') return { format: byName, compression };
  return { format: formatOfFirst(await firstCharacter(path, compression)), compression };
}

/** `[` begins an array of rows; objects stand a line each, also in files named .json; anything else is text. */
function formatOfFirst(character: string): RowFormatName {
  if (character === '[') return 'json';
  if (character === 'P') return 'parquet';
  return character === '{' || character === '' ? 'jsonl' : 'text';
}

async function firstCharacter(path: string, compression: Compression): Promise<string> {
  for await (const chunk of readBytes(path, compression)) {
    const head = chunk.toString('latin1', 0, 4096);
    if (head.startsWith('PAR1')) return 'P';
    const found = /[^\s\u00ef\u00bb\u00bf]/.exec(head)?.[0];
    if (found !== undefined) return found === 'P' ? 'p' : found;
  }
  return '';
}
