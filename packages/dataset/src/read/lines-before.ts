// The number of the first line of a range, for messages: counted only when somebody must be told.

import { readBytes } from './byte-stream.js';
import type { LineFile } from './line-rows.js';
import type { Range } from './row-batch.js';
import { rowFormats, type RowFormatName } from './index.js';

/** Lines (or rows, as the format counts) that belong to ranges before `range`. */
export async function linesBefore(
  file: LineFile & { readonly format: RowFormatName },
  { start }: Range,
  signal: AbortSignal | undefined,
): Promise<number> {
  const { unit } = rowFormats[file.format];
  if (unit !== 'byte') return unit === 'row' ? start : 0;
  if (start === 0 || file.compression !== 'none') return 0;
  let [lines, at] = [0, 0];
  for await (const chunk of readBytes(file.path, file.compression, 0, signal)) {
    for (let found = chunk.indexOf(0x0a); found >= 0; found = chunk.indexOf(0x0a, found + 1)) {
      lines++;
      // The line that ends at or behind the range's beginning is the last that belongs to others.
      if (at + found >= start - 1) return lines;
    }
    at += chunk.length;
  }
  return lines;
}
