// Parquet, a row group at a time.

import { open } from 'node:fs/promises';
import { fileError } from '@tokengraft/documents';
import { isTokengraftError, TokengraftError } from '@tokengraft/errors';
import type { AsyncBuffer, FileMetaData } from 'hyparquet';
import type { LineFile } from './line-rows.js';
import type { LineTally, Range, ReadOptions, RowBatch } from './row-batch.js';
import type { RowFormat } from './row-format.js';

export const parquet: RowFormat = {
  extensions: ['.parquet'],
  unit: 'row',
  numbersLines: false,
  read: readParquet,
  seams: (path) => withParquet(path, async (_, metadata) => seamsOf(metadata)),
};

const rowsPerBatch = 2048;

async function* readParquet(
  { path }: LineFile,
  range: Range,
  { signal }: ReadOptions,
  tally: LineTally,
): AsyncGenerator<RowBatch> {
  const seams = await withParquet(path, async (_, metadata) => seamsOf(metadata));
  for (const [index, { row, bytes }] of seams.entries()) {
    const groupEnd = seams[index + 1]?.row ?? row;
    for (let start = Math.max(row, range.start); start < Math.min(groupEnd, range.end); start += rowsPerBatch) {
      signal?.throwIfAborted();
      const end = Math.min(start + rowsPerBatch, groupEnd, range.end);
      const values = await readValues(path, start, end);
      const share = (end - start) / (groupEnd - row);
      yield {
        rows: values.map((value, at) => ({ line: start - range.start + at, value })),
        bytes: Math.round(share * ((seams[index + 1]?.bytes ?? bytes) - bytes)),
      };
      tally.lines += end - start;
    }
  }
}

async function readValues(path: string, rowStart: number, rowEnd: number): Promise<Record<string, unknown>[]> {
  const { parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  return withParquet(path, async (file, metadata) =>
    parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd }),
  );
}

/** The beginnings of the row groups, and the end. */
function seamsOf({ row_groups: groups }: FileMetaData): { row: number; bytes: number }[] {
  const seams = [{ row: 0, bytes: 0 }];
  for (const { num_rows: rows, total_byte_size: size } of groups) {
    const { row, bytes } = seams.at(-1) ?? { row: 0, bytes: 0 };
    seams.push({ row: row + Number(rows), bytes: bytes + Number(size) });
  }
  return seams;
}

async function withParquet<T>(
  path: string,
  work: (file: AsyncBuffer, metadata: FileMetaData) => Promise<T>,
): Promise<T> {
  const { parquetMetadataAsync } = await import('hyparquet');
  try {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const file: AsyncBuffer = {
        byteLength: size,
        slice: async (start, end = size) => {
          const bytes = Buffer.alloc(Math.max(0, Math.min(end, size) - start));
          await handle.read(bytes, 0, bytes.length, start);
          return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
        },
      };
      return await work(file, await parquetMetadataAsync(file));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isTokengraftError(error)) throw error;
    if ((error as NodeJS.ErrnoException).syscall !== undefined) throw fileError(error, 'read', path);
    const message = `${path} is no Parquet file that can be read: ${(error as Error).message}`;
    throw new TokengraftError('bad-file', message, { file: path }, { cause: error });
  }
}
