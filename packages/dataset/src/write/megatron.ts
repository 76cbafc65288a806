// Megatron's indexed data sets: data.bin and data.idx hold the ids, labels.bin and labels.idx the labels, a document a row.

import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import { rowsOf, type OutputBlock } from '../rows/output-block.js';
import { FileSink } from './file-sink.js';
import type { DatasetWriter, OutputForm, OutputFormat } from './output-format.js';
import { narrowIds } from './stored-block.js';

export const megatron: OutputFormat = {
  columns: ['input_ids', 'labels'],
  keepsRows: true,
  create: (folder, form) => new IndexedPair(folder, form),
  read: readFolder,
};

const magic = Buffer.from('MMIDIDX\0\0', 'latin1');
/** Megatron's numbers for types. */
const typeCodes = { 4: 4, 2: 8 } as const;

class IndexedPair implements DatasetWriter {
  readonly #form: OutputForm;
  readonly #ids: IndexedFile;
  readonly #labels: IndexedFile;

  constructor(folder: string, form: OutputForm) {
    this.#form = form;
    this.#ids = new IndexedFile(join(folder, 'data'), form.idBound <= 2 ** 16 ? 2 : 4);
    this.#labels = new IndexedFile(join(folder, 'labels'), 4);
  }

  async write(block: OutputBlock): Promise<void> {
    this.#ids.write(narrowIds(block.inputIds, this.#form.idBound), block.offsets);
    this.#labels.write(block.labels, block.offsets);
  }

  async close(): Promise<void> {
    this.#ids.close();
    this.#labels.close();
  }
}

class IndexedFile {
  readonly #bin: FileSink;
  readonly #path: string;
  readonly #width: 2 | 4;
  readonly #lengths: Int32Array[] = [];

  constructor(path: string, width: 2 | 4) {
    this.#path = path;
    this.#width = width;
    this.#bin = new FileSink(`${path}.bin`);
  }

  write(values: Int32Array | Uint16Array, offsets: Uint32Array): void {
    this.#bin.writeValues(values);
    this.#lengths.push(
      Int32Array.from({ length: offsets.length - 1 }, (_, at) => (offsets[at + 1] ?? 0) - (offsets[at] ?? 0)),
    );
  }

  close(): void {
    this.#bin.close();
    const rows = this.#lengths.reduce((sum, part) => sum + part.length, 0);
    const index = new FileSink(`${this.#path}.idx`);
    index.write(headOf(typeCodes[this.#width], rows));
    for (const part of this.#lengths) index.writeValues(part);
    let pointer = 0;
    for (const part of this.#lengths) {
      index.writeValues(
        BigInt64Array.from(part, (length) => BigInt((pointer += length * this.#width) - length * this.#width)),
      );
    }
    // Every row is a document of its own.
    for (let from = 0; from <= rows; from += documentsPerWrite) {
      const count = Math.min(documentsPerWrite, rows + 1 - from);
      index.writeValues(BigInt64Array.from({ length: count }, (_, at) => BigInt(from + at)));
    }
    index.close();
  }
}

const documentsPerWrite = 1 << 16;
const headBytes = 34;

function headOf(typeCode: number, rows: number): Buffer {
  const head = Buffer.alloc(headBytes);
  magic.copy(head);
  head.writeBigUInt64LE(1n, 9);
  head.writeUInt8(typeCode, 17);
  head.writeBigUInt64LE(BigInt(rows), 18);
  head.writeBigUInt64LE(BigInt(rows + 1), 26);
  return head;
}

const rowsPerRead = 512;

async function* readFolder(folder: string): AsyncGenerator<OutputBlock> {
  const ids = readIndexed(join(folder, 'data'));
  const labels = readIndexed(join(folder, 'labels'));
  try {
    for (;;) {
      const [a, b] = [await ids.next(), await labels.next()];
      if (a.done === true && b.done === true) return;
      if (a.done === true || b.done === true || rowsOf(a.value) !== rowsOf(b.value)) {
        throw new TokengraftError('bad-file', `${folder}: data and labels have different numbers of rows`, { folder });
      }
      yield { ...a.value, labels: b.value.inputIds };
    }
  } finally {
    // Who looks at a few rows leaves before the end.
    await ids.return(undefined);
    await labels.return(undefined);
  }
}

async function* readIndexed(path: string): AsyncGenerator<OutputBlock> {
  const index = await open(`${path}.idx`, 'r');
  const bin = await open(`${path}.bin`, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    await index.read(head, 0, headBytes, 0);
    const width = head.readUInt8(17) === typeCodes[2] ? 2 : 4;
    const rows = Number(head.readBigUInt64LE(18));
    const { size } = await index.stat();
    if (!head.equals(headOf(typeCodes[width], rows)) || size !== headBytes + rows * 12 + (rows + 1) * 8) {
      throw new TokengraftError('bad-file', `${path}.idx is no index of the size that its head promises`, { path });
    }
    for (let from = 0; from < rows; from += rowsPerRead) {
      const count = Math.min(rowsPerRead, rows - from);
      const lengths = new Int32Array(count);
      await index.read(new Uint8Array(lengths.buffer), 0, count * 4, headBytes + from * 4);
      const pointers = new BigInt64Array(count);
      await index.read(new Uint8Array(pointers.buffer), 0, count * 8, headBytes + rows * 4 + from * 8);
      yield await readRows(bin, { lengths, pointer: Number(pointers[0] ?? 0n), width, path });
    }
  } finally {
    await index.close();
    await bin.close();
  }
}

async function readRows(
  bin: Awaited<ReturnType<typeof open>>,
  { lengths, pointer, width, path }: { lengths: Int32Array; pointer: number; width: 2 | 4; path: string },
): Promise<OutputBlock> {
  const offsets = new Uint32Array(lengths.length + 1);
  for (const [at, length] of lengths.entries()) offsets[at + 1] = (offsets[at] ?? 0) + length;
  const { size } = await bin.stat();
  const total = (offsets.at(-1) ?? 0) * width;
  if (pointer + total > size)
    throw new TokengraftError('bad-file', `${path}.bin is shorter than its index says`, { path });
  const bytes = new Uint8Array(total);
  await bin.read(bytes, 0, total, pointer);
  const ids = width === 2 ? Int32Array.from(new Uint16Array(bytes.buffer)) : new Int32Array(bytes.buffer);
  return { offsets, inputIds: ids, labels: ids, attentionMask: new Int8Array(ids.length).fill(1) };
}
