// A file format that holds rows.

import type { LineFile } from './line-rows.js';
import type { LineTally, Range, ReadOptions, RowBatch } from './row-batch.js';

export interface RowFormat {
  readonly extensions: readonly string[];
  /** What ranges count: bytes of a file that is not packed can be cut anywhere; a whole is never cut. */
  readonly unit: 'byte' | 'row' | 'whole';
  /** Whether a row's number is its line in the file; otherwise rows are counted. */
  readonly numbersLines: boolean;
  /** The rows of `range`; `tally.lines` counts what line numbers count. */
  readonly read: (file: LineFile, range: Range, options: ReadOptions, tally: LineTally) => AsyncGenerator<RowBatch>;
  /** Where a file whose unit is 'row' may be cut: the beginnings of its groups and its end. */
  readonly seams?: (path: string) => Promise<readonly { readonly row: number; readonly bytes: number }[]>;
}
