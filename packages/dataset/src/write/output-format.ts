// A file format of trainers: how finished rows are written, and how they are read back.

import type { ColumnName, OutputBlock } from '../rows/output-block.js';

export interface OutputForm {
  readonly columns: readonly ColumnName[];
  /** One more than the largest id that can occur. */
  readonly idBound: number;
  /** The one length that all rows have; undefined where they differ. */
  readonly fixedLength: number | undefined;
  readonly split: string;
}

export interface DatasetWriter {
  /** `block` is valid until the promise is kept. */
  write(block: OutputBlock): Promise<void>;
  /** Makes the files whole. */
  close(): Promise<void>;
}

export interface OutputFormat {
  /** What of a row's columns the format keeps. */
  readonly columns: readonly ColumnName[];
  /** Whether it is known behind the writing where a row ends. */
  readonly keepsRows: boolean;
  /** Writes below `folder`, which exists and is empty. */
  readonly create: (folder: string, form: OutputForm) => DatasetWriter;
  /** What was written, in order; columns that the format does not keep are made up. Fails with `bad-file`. */
  readonly read: (folder: string) => AsyncGenerator<OutputBlock>;
  /** Files beside the splits, for a data set of several. */
  readonly finish?: (folder: string, splits: readonly string[]) => Promise<void>;
}
