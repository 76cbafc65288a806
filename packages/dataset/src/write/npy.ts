// NumPy arrays, one a column. Rows of one length make matrices; rows that differ are laid end to end, and offsets.npy
// tells where each begins.

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { columnNames, columnOf, type ColumnName, type OutputBlock } from '../rows/output-block.js';
import { FileSink } from './file-sink.js';
import type { DatasetWriter, OutputForm, OutputFormat } from './output-format.js';
import { narrowIds } from './stored-block.js';

export const npy: OutputFormat = {
  columns: columnNames,
  keepsRows: true,
  create: (folder, form) => new ArraysWriter(folder, form),
  read: readFolder,
};

type Values = Int8Array | Uint16Array | Int32Array | BigInt64Array;

const kinds = {
  '|i1': Int8Array,
  '<u2': Uint16Array,
  '<i4': Int32Array,
  '<i8': BigInt64Array,
} as const;

type Kind = keyof typeof kinds;

const headBytes = 128;
const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
const headPattern = /^\{'descr': '(.{3})', 'fortran_order': False, 'shape': \(([\d, ]+)\), \} *\n$/;

class ArrayFile {
  readonly #sink: FileSink;
  #kind: Kind;
  #count = 0;

  constructor(path: string, kind: Kind) {
    this.#sink = new FileSink(path);
    this.#kind = kind;
    this.#sink.write(headOf(kind, [0]));
  }

  write(values: Values): void {
    this.#sink.writeValues(values);
    this.#count += values.length;
  }

  close(width?: number): void {
    this.#sink.rewriteHead(headOf(this.#kind, width === undefined ? [this.#count] : [this.#count / width, width]));
    this.#sink.close();
  }
}

/** NumPy's format 1.0, with room for any shape. */
export function headOf(kind: Kind, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${kind}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const head = Buffer.alloc(headBytes, ' ');
  magic.copy(head);
  head.writeUInt16LE(headBytes - 10, 8);
  head.write(text, 10, 'latin1');
  head[headBytes - 1] = 0x0a;
  return head;
}

class ArraysWriter implements DatasetWriter {
  readonly #form: OutputForm;
  readonly #files = new Map<string, ArrayFile>();
  readonly #folder: string;
  /** Ids, and sequence lengths, that earlier rows have. */
  readonly #done = { offsets: 0, seq_offsets: 0 };

  constructor(folder: string, form: OutputForm) {
    this.#folder = folder;
    this.#form = form;
    for (const name of form.columns) this.#open(name, kindOf(name, form.idBound));
    if (form.fixedLength === undefined) this.#open('offsets', '<i8').write(BigInt64Array.of(0n));
    if (form.columns.includes('seq_lengths')) this.#open('seq_offsets', '<i8').write(BigInt64Array.of(0n));
  }

  #open(name: string, kind: Kind): ArrayFile {
    const file = new ArrayFile(join(this.#folder, `${name}.npy`), kind);
    this.#files.set(name, file);
    return file;
  }

  async write(block: OutputBlock): Promise<void> {
    for (const name of this.#form.columns) {
      const values = columnOf(block, name) ?? new Int32Array();
      this.#files.get(name)?.write(name === 'input_ids' ? narrowIds(values as Int32Array, this.#form.idBound) : values);
    }
    this.#writeOffsets('offsets', block.offsets);
    if (block.seqOffsets !== undefined) this.#writeOffsets('seq_offsets', block.seqOffsets);
  }

  #writeOffsets(name: 'offsets' | 'seq_offsets', offsets: Uint32Array): void {
    const ends = BigInt64Array.from(offsets.subarray(1), (offset) => BigInt(offset + this.#done[name]));
    this.#files.get(name)?.write(ends);
    this.#done[name] += offsets.at(-1) ?? 0;
  }

  async close(): Promise<void> {
    for (const [name, file] of this.#files) {
      const oneAnId = !['seq_lengths', 'seq_offsets', 'offsets', 'chosen'].includes(name);
      file.close(oneAnId ? this.#form.fixedLength : undefined);
    }
  }
}

function kindOf(name: ColumnName, idBound: number): Kind {
  if (name === 'input_ids' && idBound <= 2 ** 16) return '<u2';
  return name === 'attention_mask' || name === 'chosen' ? '|i1' : '<i4';
}

const rowsPerRead = 512;

async function* readFolder(folder: string): AsyncGenerator<OutputBlock> {
  const arrays = new Map<string, ReadArray>();
  try {
    for (const name of [...columnNames, 'offsets', 'seq_offsets']) {
      const path = join(folder, `${name}.npy`);
      if (await isFile(path)) arrays.set(name, await ReadArray.open(path));
    }
    yield* readRows(arrays);
  } finally {
    for (const array of arrays.values()) await array.close();
  }
}

async function* readRows(arrays: ReadonlyMap<string, ReadArray>): AsyncGenerator<OutputBlock> {
  const [ids, offsets] = [arrays.get('input_ids'), arrays.get('offsets')];
  const rows = offsets === undefined ? (ids?.shape[0] ?? 0) : (offsets.shape[0] ?? 1) - 1;
  for (let from = 0; from < rows; from += rowsPerRead) {
    const to = Math.min(rows, from + rowsPerRead);
    const places = offsets === undefined ? regular(from, to, ids?.shape[1] ?? 0) : await offsets.read(from, to + 1);
    const seqPlaces = await arrays.get('seq_offsets')?.read(from, to + 1);
    yield await readBlock(arrays, { from, to, places, seqPlaces });
  }
}

interface Places {
  readonly from: number;
  readonly to: number;
  readonly places: ArrayLike<number>;
  readonly seqPlaces: ArrayLike<number> | undefined;
}

async function readBlock(
  arrays: ReadonlyMap<string, ReadArray>,
  { from, to, places, seqPlaces }: Places,
): Promise<OutputBlock> {
  const [begin, end] = [places[0] ?? 0, places[places.length - 1] ?? 0];
  const column = async (name: ColumnName, start = begin, stop = end): Promise<ArrayLike<number>> =>
    (await arrays.get(name)?.read(start, stop)) ?? [];
  const packed =
    seqPlaces === undefined
      ? {}
      : {
          positionIds: Int32Array.from(await column('position_ids')),
          seqOffsets: Uint32Array.from(seqPlaces, (place) => place - (seqPlaces[0] ?? 0)),
          seqLengths: Int32Array.from(await column('seq_lengths', seqPlaces[0], seqPlaces[seqPlaces.length - 1])),
        };
  return {
    offsets: Uint32Array.from(places, (place) => place - begin),
    inputIds: Int32Array.from(await column('input_ids')),
    attentionMask: Int8Array.from(await column('attention_mask')),
    labels: Int32Array.from(await column('labels')),
    ...packed,
    ...(arrays.has('chosen') ? { chosen: Int8Array.from(await column('chosen', from, to)) } : {}),
  };
}

function regular(from: number, to: number, width: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => (from + index) * width);
}

/** An array file read in parts. */
class ReadArray {
  readonly shape: readonly number[];
  readonly #file: Awaited<ReturnType<typeof open>>;
  readonly #kind: Kind;

  private constructor(file: Awaited<ReturnType<typeof open>>, kind: Kind, shape: readonly number[]) {
    this.#file = file;
    this.#kind = kind;
    this.shape = shape;
  }

  static async open(path: string): Promise<ReadArray> {
    const file = await open(path, 'r');
    const head = Buffer.alloc(headBytes);
    await file.read(head, 0, headBytes, 0);
    const text = head.toString('latin1', magic.length + 2);
    const found = head.subarray(0, magic.length).equals(magic) ? headPattern.exec(text) : null;
    const kind = found?.[1] ?? '';
    if (found === null || !Object.hasOwn(kinds, kind)) {
      await file.close();
      throw new TokengraftError('bad-file', `${path} has no head that was written here`, { path });
    }
    const shape = (found[2] ?? '')
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(Number);
    const { size } = await file.stat();
    const expected =
      headBytes + shape.reduce((product, each) => product * each, 1) * kinds[kind as Kind].BYTES_PER_ELEMENT;
    if (size !== expected)
      throw new TokengraftError('bad-file', `${path} has ${size} bytes, but its head promises ${expected}`, { path });
    return new ReadArray(file, kind as Kind, shape);
  }

  async read(from: number, to: number): Promise<ArrayLike<number>> {
    const type = kinds[this.#kind];
    const bytes = new Uint8Array((to - from) * type.BYTES_PER_ELEMENT);
    await this.#file.read(bytes, 0, bytes.length, headBytes + from * type.BYTES_PER_ELEMENT);
    const values = new type(bytes.buffer);
    return values instanceof BigInt64Array ? Float64Array.from(values, Number) : values;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
