// Parquet files of two million ids, written by one library and read back by another.

import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '@tokengraft/documents';
import { RecordBatchStreamWriter, type RecordBatch, type Schema } from 'apache-arrow';
import { parquetReadObjects, parquetMetadataAsync } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { columnNames, type OutputBlock } from '../rows/output-block.js';
import { schemaOf, toRecordBatch } from './arrow-batch.js';
import type { DatasetWriter, OutputForm, OutputFormat } from './output-format.js';
import { blockOfRows, copyOfBlock } from './stored-block.js';

export const parquet: OutputFormat = {
  columns: columnNames,
  keepsRows: true,
  create: (folder, form) => new ParquetWriter(folder, form),
  read: readFolder,
};

/** A file is put together in memory. */
const idsPerFile = 2e6;
/** A group is read as a whole, and by our reader as lists of numbers. */
const idsPerGroup = 25e4;

class ParquetWriter implements DatasetWriter {
  readonly #folder: string;
  readonly #schema: Schema;
  #batches: RecordBatch[] = [];
  #ids = 0;
  #files = 0;

  constructor(folder: string, { columns }: OutputForm) {
    this.#folder = folder;
    this.#schema = schemaOf(columns);
  }

  async write(block: OutputBlock): Promise<void> {
    this.#batches.push(toRecordBatch(copyOfBlock(block), this.#schema));
    this.#ids += block.inputIds.length;
    if (this.#ids >= idsPerFile) await this.#endFile();
  }

  async #endFile(): Promise<void> {
    const path = join(this.#folder, unnumbered(this.#files++));
    const bytes = await packTable(this.#schema, this.#batches, this.#rowsPerGroup());
    this.#batches = [];
    this.#ids = 0;
    await writeFile(path, bytes, { flag: 'wx', flush: true }).catch((error: unknown) => {
      throw fileError(error, 'write', path);
    });
  }

  #rowsPerGroup(): number {
    const rows = this.#batches.reduce((sum, { numRows }) => sum + numRows, 0);
    return Math.max(1, Math.round((rows * idsPerGroup) / Math.max(1, this.#ids)));
  }

  async close(): Promise<void> {
    if (this.#batches.length > 0 || this.#files === 0) await this.#endFile();
    const total = String(this.#files).padStart(5, '0');
    for (let index = 0; index < this.#files; index++) {
      const name = unnumbered(index);
      await rename(join(this.#folder, name), join(this.#folder, name.replace('.parquet', `-of-${total}.parquet`)));
    }
  }
}

function unnumbered(index: number): string {
  return `data-${String(index).padStart(5, '0')}.parquet`;
}

async function packTable(schema: Schema, batches: readonly RecordBatch[], rowsPerGroup: number): Promise<Uint8Array> {
  // Six megabytes of WebAssembly are compiled by whoever writes Parquet.
  const { Compression, Table, WriterPropertiesBuilder, writeParquet } = await import('parquet-wasm/node');
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  const stream = writer.finish().toUint8Array(true);
  // Dictionaries of ids take a quarter longer to write and read, and a tenth more room once zstd has seen them.
  const properties = new WriterPropertiesBuilder()
    .setCompression(Compression.ZSTD)
    .setDictionaryEnabled(false)
    .setMaxRowGroupSize(Math.min(rowsPerGroup, 1 << 20))
    .build();
  return writeParquet(Table.fromIPCStream(stream), properties);
}

async function* readFolder(folder: string): AsyncGenerator<OutputBlock> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.parquet')).sort();
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const buffer = { byteLength: file.byteLength, slice: (from: number, to?: number) => file.slice(from, to) };
    const metadata = await parquetMetadataAsync(buffer);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      const rows = await parquetReadObjects({ file: buffer, metadata, compressors, rowStart, rowEnd });
      yield blockOfRows(rows);
      rowStart = rowEnd;
    }
  }
}
