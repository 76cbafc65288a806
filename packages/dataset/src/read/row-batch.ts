// What readers yield: rows in file order, good ones parsed, bad ones with the reason.

import type { Line } from './lines.js';

export interface SourceRow {
  /** Counted from 0 within the range that was read. For JSONL it is a line, for Parquet a row. */
  readonly line: number;
  /** The row's value; absent for a bad one. */
  readonly value?: unknown;
  /** Why there is no value. */
  readonly problem?: string;
  /** The row as it stands in the file, of a very long one the beginning; absent where a file has no text of it. */
  readonly raw?: string;
}

export interface RowBatch {
  readonly rows: readonly SourceRow[];
  /** Where raw lines were asked for and the format has some: these instead of rows, uncounted. */
  readonly raw?: readonly (Buffer | Line)[];
  /** Bytes of the file that the batch covers, as far as the reader knows. */
  readonly bytes: number;
}

/** A part of a file; what its numbers count is the format's business: bytes, or rows of Parquet. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface ReadOptions {
  readonly maxRowBytes: number;
  /** Whether rows that are lines of JSON may come as lines, for others to read. */
  readonly raw?: boolean;
  readonly signal: AbortSignal | undefined;
}

/** How many lines a range of a file has; known when it was read to its end. */
export interface LineTally {
  lines: number;
}

/** Characters kept of a bad row. */
export const keptOfBadRow = 64 * 1024;
