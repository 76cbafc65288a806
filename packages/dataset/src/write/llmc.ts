// llm.c's token files: a head of 256 integers and the ids of all rows, one after another. Labels and rows are not kept.

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import type { OutputBlock } from '../rows/output-block.js';
import { FileSink } from './file-sink.js';
import type { DatasetWriter, OutputForm, OutputFormat } from './output-format.js';
import { blockOfIds, narrowIds } from './stored-block.js';

export const llmc: OutputFormat = {
  columns: ['input_ids'],
  keepsRows: false,
  create: (folder, form) => new TokenFiles(folder, form),
  read: readFolder,
};

/** GPT-2's files hold 16-bit ids, Llama 3's 32-bit ones. */
const magics = { 2: { magic: 20240520, version: 1 }, 4: { magic: 20240801, version: 7 } } as const;
const headBytes = 1024;
/** As llm.c's own scripts cut. The count in the head is a signed 32-bit integer. */
const idsPerFile = 1e8;

class TokenFiles implements DatasetWriter {
  readonly #folder: string;
  readonly #form: OutputForm;
  readonly #width: 2 | 4;
  #sink: FileSink | undefined;
  #files = 0;
  #ids = 0;

  constructor(folder: string, form: OutputForm) {
    this.#folder = folder;
    this.#form = form;
    this.#width = form.idBound <= 2 ** 16 ? 2 : 4;
  }

  async write({ inputIds }: OutputBlock): Promise<void> {
    if (this.#sink !== undefined && this.#ids + inputIds.length > idsPerFile) this.#endFile();
    this.#sink ??= this.#beginFile();
    this.#sink.writeValues(narrowIds(inputIds, this.#form.idBound));
    this.#ids += inputIds.length;
  }

  #beginFile(): FileSink {
    const sink = new FileSink(join(this.#folder, `data_${String(this.#files++).padStart(6, '0')}.bin`));
    sink.write(this.#head(0));
    this.#ids = 0;
    return sink;
  }

  #head(count: number): Buffer {
    const head = Buffer.alloc(headBytes);
    const { magic, version } = magics[this.#width];
    for (const [index, value] of [magic, version, count].entries()) head.writeInt32LE(value, index * 4);
    return head;
  }

  #endFile(): void {
    this.#sink?.rewriteHead(this.#head(this.#ids));
    this.#sink?.close();
    this.#sink = undefined;
  }

  async close(): Promise<void> {
    this.#sink ??= this.#beginFile();
    this.#endFile();
  }
}

const idsPerRead = 1 << 20;

async function* readFolder(folder: string): AsyncGenerator<OutputBlock> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.bin')).sort();
  for (const name of names) yield* readFile(join(folder, name));
}

async function* readFile(path: string): AsyncGenerator<OutputBlock> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    await file.read(head, 0, headBytes, 0);
    const [magic, version, count] = [0, 4, 8].map((at) => head.readInt32LE(at));
    const width = ([2, 4] as const).find((each) => magics[each].magic === magic && magics[each].version === version);
    const { size } = await file.stat();
    if (width === undefined || count === undefined || size !== headBytes + count * width) {
      throw new TokengraftError('bad-file', `${path} is no token file of llm.c of the size that its head promises`, {
        path,
      });
    }
    for (let from = 0; from < count; from += idsPerRead) {
      const bytes = new Uint8Array(Math.min(idsPerRead, count - from) * width);
      await file.read(bytes, 0, bytes.length, headBytes + from * width);
      yield blockOfIds(Int32Array.from(width === 2 ? new Uint16Array(bytes.buffer) : new Int32Array(bytes.buffer)));
    }
  } finally {
    await file.close();
  }
}
