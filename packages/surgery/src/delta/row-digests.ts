// The rows of a table as digests, read once from beginning to end: which rows of one table stand in another, and where.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { RowMove, VocabularyTensor } from '@tokengraft/checkpoint';
import { fileError } from '@tokengraft/documents';
import { throwIfAborted } from '@tokengraft/errors';

/** Bytes read at once. */
const window = 4 * 1024 * 1024;

/** One digest a row. */
export async function digestRows(
  { matrix, byteLength }: VocabularyTensor,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const rowBytes = byteLength / matrix.rows;
  const rowsAtOnce = Math.max(1, Math.floor(window / rowBytes));
  const digests: string[] = [];
  try {
    const file = await open(matrix.path, 'r');
    try {
      for (let row = 0; row < matrix.rows; row += rowsAtOnce) {
        throwIfAborted(signal);
        const count = Math.min(rowsAtOnce, matrix.rows - row);
        const bytes = Buffer.alloc(count * rowBytes);
        await file.read(bytes, 0, bytes.length, matrix.offset + row * rowBytes);
        for (let at = 0; at < bytes.length; at += rowBytes) digests.push(digest(bytes.subarray(at, at + rowBytes)));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throwIfAborted(signal);
    throw fileError(error, 'read', matrix.path);
  }
  return digests;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

/** One number for a whole table. */
export function digestOf(digests: readonly string[]): string {
  return createHash('sha256').update(digests.join()).digest('hex');
}

export interface RowDifference {
  /** Old rows and where they stand in the new table. */
  readonly moves: readonly RowMove[];
  /** New rows that no old one is, ascending. */
  readonly rows: readonly number[];
}

/** Of several equal old rows the neighbour of the last one is taken, then the one with the same number, then the first. */
export function compareDigests(before: readonly string[], after: readonly string[]): RowDifference {
  const first = new Map<string, number>();
  for (const [row, each] of before.entries()) if (!first.has(each)) first.set(each, row);
  const moves: { from: number; to: number; count: number }[] = [];
  const rows: number[] = [];
  for (const [to, each] of after.entries()) {
    const last = moves.at(-1);
    if (last !== undefined && last.to + last.count === to && before[last.from + last.count] === each) last.count++;
    else {
      const from = before[to] === each ? to : first.get(each);
      if (from === undefined) rows.push(to);
      else moves.push({ from, to, count: 1 });
    }
  }
  return { moves, rows };
}
