// MosaicML Streaming: shards of samples whose columns are NumPy arrays, and index.json.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileBeside } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { isList, valueTypeOf } from '../rows/column-types.js';
import { columnNames, columnOf, offsetsOf, rowsOf, type ColumnName, type OutputBlock } from '../rows/output-block.js';
import type { DatasetWriter, OutputForm, OutputFormat } from './output-format.js';
import { blockOfRows } from './stored-block.js';

export const mds: OutputFormat = {
  columns: columnNames,
  keepsRows: true,
  create: (folder, form) => new ShardWriter(folder, form),
  read: readFolder,
};

/** Streaming's own limit of a shard. */
const shardBytes = 1 << 26;

interface ShardEntry {
  readonly samples: number;
  readonly bytes: number;
  readonly basename: string;
}

class ShardWriter implements DatasetWriter {
  readonly #folder: string;
  /** Sorted, as the format has them. */
  readonly #columns: readonly ColumnName[];
  readonly #config: Buffer;
  readonly #shards: ShardEntry[] = [];
  #samples: Buffer[] = [];
  #bytes = 0;

  constructor(folder: string, { columns }: OutputForm) {
    this.#folder = folder;
    this.#columns = [...columns].sort();
    this.#config = Buffer.from(pythonJson(configOf(this.#columns)));
  }

  async write(block: OutputBlock): Promise<void> {
    for (let row = 0; row < rowsOf(block); row++) {
      const sample = this.#sampleOf(block, row);
      const size = sample.length + 4;
      if (this.#samples.length > 0 && this.#bytes + size > shardBytes - 8 - this.#config.length) await this.#endShard();
      this.#samples.push(sample);
      this.#bytes += size;
    }
  }

  #sampleOf(block: OutputBlock, row: number): Buffer {
    const bodies = this.#columns.map((name) => bodyOf(block, name, row));
    const sizes = bodies.filter((_, index) => isList(this.#columns[index] ?? 'chosen')).map((body) => body.length);
    const head = Buffer.alloc(sizes.length * 4);
    for (const [index, size] of sizes.entries()) head.writeUInt32LE(size, index * 4);
    return Buffer.concat([head, ...bodies]);
  }

  async #endShard(): Promise<void> {
    const basename = `shard.${String(this.#shards.length).padStart(5, '0')}.mds`;
    const head = Buffer.alloc(4 * (this.#samples.length + 2));
    head.writeUInt32LE(this.#samples.length, 0);
    let offset = head.length + this.#config.length;
    for (const [index, sample] of this.#samples.entries()) {
      head.writeUInt32LE(offset, 4 + index * 4);
      offset += sample.length;
    }
    head.writeUInt32LE(offset, head.length - 4);
    await writeFile(join(this.#folder, basename), Buffer.concat([head, this.#config, ...this.#samples]), {
      flag: 'wx',
      flush: true,
    });
    this.#shards.push({ samples: this.#samples.length, bytes: offset, basename });
    this.#samples = [];
    this.#bytes = 0;
  }

  async close(): Promise<void> {
    if (this.#samples.length > 0 || this.#shards.length === 0) await this.#endShard();
    const shards = this.#shards.map(({ samples, bytes, basename }) => ({
      ...configOf(this.#columns),
      raw_data: { basename, bytes, hashes: {} },
      samples,
      zip_data: null,
    }));
    await writeFileBeside(join(this.#folder, 'index.json'), pythonJson({ version: 2, shards }));
  }
}

function configOf(columns: readonly ColumnName[]): Readonly<Record<string, unknown>> {
  return {
    column_encodings: columns.map((name) => (isList(name) ? `ndarray:${valueTypeOf(name)}` : valueTypeOf(name))),
    column_names: columns,
    column_sizes: columns.map((name) => (isList(name) ? null : 1)),
    compression: null,
    format: 'mds',
    hashes: [],
    size_limit: shardBytes,
    version: 2,
  };
}

/** JSON as Python's `json.dumps(…, sort_keys=True)` writes it, which the shards repeat. */
function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}: ${pythonJson(member)}`).join(', ')}}`;
}

/** A one-dimensional array: how its length is spelt, the length, the values. */
function bodyOf(block: OutputBlock, name: ColumnName, row: number): Buffer {
  const values = columnOf(block, name) ?? new Int32Array();
  const offsets = offsetsOf(block, name);
  if (offsets === undefined) return Buffer.from([values[row] ?? 0]);
  const part = values.subarray(offsets[row], offsets[row + 1]);
  const width = part.length < 2 ** 8 ? 0 : part.length < 2 ** 16 ? 1 : 2;
  const head = Buffer.alloc(1 + 2 ** width);
  head.writeUInt8((1 << 2) | width, 0);
  head.writeUIntLE(part.length, 1, 2 ** width);
  return Buffer.concat([head, new Uint8Array(part.buffer, part.byteOffset, part.byteLength)]);
}

interface Index {
  readonly shards: readonly {
    readonly raw_data: { readonly basename: string; readonly bytes: number };
    readonly samples: number;
    readonly column_names: readonly ColumnName[];
  }[];
}

async function* readFolder(folder: string): AsyncGenerator<OutputBlock> {
  const { shards } = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as Index;
  for (const { raw_data: file, samples, column_names: columns } of shards) {
    if (!/^shard\.\d+\.mds$/.test(file.basename)) throw broken(folder, file.basename);
    const bytes = await readFile(join(folder, file.basename));
    if (bytes.length !== file.bytes || bytes.readUInt32LE(0) !== samples) throw broken(folder, file.basename);
    const rows = Array.from({ length: samples }, (_, index) =>
      readSample(bytes.subarray(bytes.readUInt32LE(4 + index * 4), bytes.readUInt32LE(8 + index * 4)), columns),
    );
    for (let from = 0; from < rows.length; from += 256) yield blockOfRows(rows.slice(from, from + 256));
  }
}

function readSample(sample: Buffer, columns: readonly ColumnName[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  let at = columns.filter(isList).length * 4;
  let list = 0;
  for (const name of columns) {
    const size = isList(name) ? sample.readUInt32LE(list++ * 4) : 1;
    const body = sample.subarray(at, at + size);
    row[name] = isList(name) ? readArray(body, valueTypeOf(name)) : body.readInt8(0);
    at += size;
  }
  return row;
}

function readArray(body: Buffer, type: 'int8' | 'int32'): number[] {
  const head = 1 + 2 ** (body.readUInt8(0) & 3);
  const bytes = Uint8Array.from(body.subarray(head));
  return Array.from(type === 'int8' ? new Int8Array(bytes.buffer) : new Int32Array(bytes.buffer));
}

function broken(folder: string, name: string): TokengraftError {
  return new TokengraftError('bad-file', `${join(folder, name)} is not the shard that index.json describes`, {
    folder,
    name,
  });
}
