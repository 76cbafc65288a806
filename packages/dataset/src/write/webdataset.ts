// WebDataset: tar files whose samples are NumPy arrays, NUMBER.input_ids.npy and its siblings.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import { isList, valueTypeOf } from '../rows/column-types.js';
import { columnNames, columnOf, offsetsOf, rowsOf, type ColumnName, type OutputBlock } from '../rows/output-block.js';
import { FileSink } from './file-sink.js';
import { headOf } from './npy.js';
import type { DatasetWriter, OutputForm, OutputFormat } from './output-format.js';
import { blockOfRows } from './stored-block.js';

export const webdataset: OutputFormat = {
  columns: columnNames,
  keepsRows: true,
  create: (folder, form) => new TarWriter(folder, form),
  read: readFolder,
};

const tarBytes = 1 << 28;
const recordBytes = 512;

class TarWriter implements DatasetWriter {
  readonly #folder: string;
  readonly #columns: readonly ColumnName[];
  #sink: FileSink | undefined;
  #files = 0;
  #rows = 0;

  constructor(folder: string, { columns }: OutputForm) {
    this.#folder = folder;
    this.#columns = columns;
  }

  async write(block: OutputBlock): Promise<void> {
    for (let row = 0; row < rowsOf(block); row++) {
      const members = this.#columns.map((name) => this.#member(block, name, row));
      if (this.#sink !== undefined && this.#sink.bytes > tarBytes) this.#endFile();
      this.#sink ??= this.#beginFile();
      this.#sink.write(Buffer.concat(members));
      this.#rows++;
    }
  }

  #member(block: OutputBlock, name: ColumnName, row: number): Buffer {
    const values = columnOf(block, name) ?? new Int32Array();
    const offsets = offsetsOf(block, name);
    const part =
      offsets === undefined ? values.subarray(row, row + 1) : values.subarray(offsets[row], offsets[row + 1]);
    const body = [
      headOf(valueTypeOf(name) === 'int8' ? '|i1' : '<i4', [part.length]),
      new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    ];
    return tarMember(`${String(this.#rows).padStart(9, '0')}.${name}.npy`, Buffer.concat(body));
  }

  #beginFile(): FileSink {
    return new FileSink(join(this.#folder, `data-${String(this.#files++).padStart(6, '0')}.tar`));
  }

  #endFile(): void {
    this.#sink?.write(Buffer.alloc(2 * recordBytes));
    this.#sink?.close();
    this.#sink = undefined;
  }

  async close(): Promise<void> {
    this.#sink ??= this.#beginFile();
    this.#endFile();
  }
}

/** A file in POSIX ustar, with owner and time left at zero so that equal rows give equal bytes. */
function tarMember(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(recordBytes);
  head.write(name, 0, 'latin1');
  const octal = (value: number, at: number, width: number): number =>
    head.write(value.toString(8).padStart(width, '0'), at, 'latin1');
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(body.length, 124, 11);
  octal(0, 136, 11);
  head.write('        0', 148, 'latin1');
  head.write('ustar\x0000', 257, 'latin1');
  octal(
    head.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  head[154] = 0;
  const padding = Buffer.alloc((recordBytes - (body.length % recordBytes)) % recordBytes);
  return Buffer.concat([head, body, padding]);
}

async function* readFolder(folder: string): AsyncGenerator<OutputBlock> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tar')).sort();
  for (const name of names) yield* readTar(join(folder, name));
}

async function* readTar(path: string): AsyncGenerator<OutputBlock> {
  const bytes = await readFile(path);
  let rows = new Map<string, Record<string, unknown>>();
  for (let at = 0; at + recordBytes <= bytes.length && bytes[at] !== 0;) {
    const name = bytes.toString('latin1', at, bytes.indexOf(0, at));
    const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
    const found = /^(\d+)\.(\w+)\.npy$/.exec(name);
    const column = columnNames.find((each) => each === found?.[2]);
    if (found?.[1] === undefined || column === undefined || !(size >= 128)) {
      throw new TokengraftError('bad-file', `${path} holds ${JSON.stringify(name)}, which is no column of a row`, {
        path,
      });
    }
    const key = found[1];
    if (!rows.has(key) && rows.size >= 256) {
      yield blockOfRows([...rows.values()]);
      rows = new Map();
    }
    const row = rows.get(key) ?? {};
    row[column] = readValues(bytes.subarray(at + recordBytes + 128, at + recordBytes + size), column);
    rows.set(key, row);
    at += recordBytes + Math.ceil(size / recordBytes) * recordBytes;
  }
  if (rows.size > 0) yield blockOfRows([...rows.values()]);
}

function readValues(body: Buffer, column: ColumnName): number[] | number {
  const bytes = Uint8Array.from(body);
  const values = Array.from(
    valueTypeOf(column) === 'int8' ? new Int8Array(bytes.buffer) : new Int32Array(bytes.buffer),
  );
  return isList(column) ? values : (values[0] ?? 0);
}
