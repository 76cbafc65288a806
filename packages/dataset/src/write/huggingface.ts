// A folder that `datasets.load_from_disk` opens: Arrow streams, `state.json` and `dataset_info.json`; of several splits
// each in its folder, and `dataset_dict.json`.

import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { writeFileBeside } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { createStreamHash } from '@tokengraft/tokenizer';
import { AsyncByteQueue, RecordBatchReader, RecordBatchStreamWriter, type Schema } from 'apache-arrow';
import { isList, valueTypeOf } from '../rows/column-types.js';
import { bytesOf, columnNames, rowsOf, type ColumnName, type OutputBlock } from '../rows/output-block.js';
import { fromRecordBatch, schemaOf, toRecordBatch } from './arrow-batch.js';
import { FilePieces } from './file-pieces.js';
import { FileSink } from './file-sink.js';
import type { DatasetWriter, OutputForm, OutputFormat } from './output-format.js';

export const huggingface: OutputFormat = {
  columns: columnNames,
  keepsRows: true,
  create: (folder, form) => new FolderWriter(folder, form),
  read: readFolder,
  finish: async (folder, splits) => {
    await writeFileBeside(join(folder, 'dataset_dict.json'), JSON.stringify({ splits }));
  },
};

/** As `datasets` cuts: half a gigabyte a file. */
const idsPerFile = 500e6 / 9;

class FolderWriter implements DatasetWriter {
  readonly #folder: string;
  readonly #form: OutputForm;
  readonly #schema: Schema;
  readonly #identity = createStreamHash();
  #file: ArrowFile | undefined;
  #files = 0;
  #ids = 0;
  #rows = 0;
  #bytes = 0;

  constructor(folder: string, form: OutputForm) {
    this.#folder = folder;
    this.#form = form;
    this.#schema = schemaOf(
      form.columns,
      new Map([['huggingface', JSON.stringify({ info: { features: featuresOf(form.columns) } })]]),
    );
  }

  async write(block: OutputBlock): Promise<void> {
    if (this.#file !== undefined && this.#ids + block.inputIds.length > idsPerFile) this.#endFile();
    this.#file ??= this.#beginFile();
    this.#file.write(block);
    this.#ids += block.inputIds.length;
    this.#rows += rowsOf(block);
    this.#identity.update(bytesOf(block.inputIds));
    this.#identity.update(bytesOf(block.offsets));
  }

  #beginFile(): ArrowFile {
    this.#ids = 0;
    return new ArrowFile(join(this.#folder, unnumbered(this.#files++)), this.#schema);
  }

  #endFile(): void {
    this.#bytes += this.#file?.close() ?? 0;
    this.#file = undefined;
  }

  async close(): Promise<void> {
    this.#file ??= this.#beginFile();
    this.#endFile();
    const names = Array.from({ length: this.#files }, (_, index) => numbered(index, this.#files));
    for (const [index, name] of names.entries()) {
      await rename(join(this.#folder, unnumbered(index)), join(this.#folder, name));
    }
    const fingerprint = this.#identity.digest().slice(0, 16);
    await this.#writeJson('state.json', stateOf(names, fingerprint, this.#form.split));
    await this.#writeJson('dataset_info.json', this.#info());
  }

  #info(): Readonly<Record<string, unknown>> {
    return {
      citation: '',
      dataset_size: this.#bytes,
      description: '',
      features: featuresOf(this.#form.columns),
      homepage: '',
      license: '',
      splits: {
        [this.#form.split]: {
          name: this.#form.split,
          num_bytes: this.#bytes,
          num_examples: this.#rows,
          dataset_name: 'tokengraft',
        },
      },
    };
  }

  async #writeJson(name: string, value: Readonly<Record<string, unknown>>): Promise<void> {
    await writeFileBeside(join(this.#folder, name), JSON.stringify(value, null, 2));
  }
}

function unnumbered(index: number): string {
  return `data-${String(index).padStart(5, '0')}.arrow`;
}

function numbered(index: number, count: number): string {
  return `data-${String(index).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.arrow`;
}

function stateOf(names: readonly string[], fingerprint: string, split: string): Readonly<Record<string, unknown>> {
  return {
    _data_files: names.map((filename) => ({ filename })),
    _fingerprint: fingerprint,
    _format_columns: null,
    _format_kwargs: {},
    _format_type: null,
    _output_all_columns: false,
    _split: split,
  };
}

/** `Sequence` is what every version of `datasets` reads. */
function featuresOf(columns: readonly ColumnName[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    columns.map((name) => {
      const value = { dtype: valueTypeOf(name), _type: 'Value' };
      return [name, isList(name) ? { feature: value, _type: 'Sequence' } : value];
    }),
  );
}

/** What the library queues goes into the file at once: nothing is held, and no view of a block outlives it. */
class SinkQueue extends AsyncByteQueue {
  readonly #sink: FileSink;

  constructor(sink: FileSink) {
    super();
    this.#sink = sink;
  }

  override write(bytes: Uint8Array): void {
    if (bytes.byteLength > 0) this.#sink.write(bytes);
  }
}

class ArrowFile {
  readonly #sink: FileSink;
  readonly #schema: Schema;
  readonly #writer = new RecordBatchStreamWriter();

  constructor(path: string, schema: Schema) {
    this.#sink = new FileSink(path);
    this.#schema = schema;
    this.#writer.reset(new SinkQueue(this.#sink), schema);
  }

  write(block: OutputBlock): void {
    this.#writer.write(toRecordBatch(block, this.#schema));
  }

  close(): number {
    this.#writer.finish();
    this.#sink.close();
    return this.#sink.bytes;
  }
}

async function* readFolder(folder: string): AsyncGenerator<OutputBlock> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.arrow')).sort();
  for (const name of names) yield* readArrowFile(join(folder, name));
}

/** Blocks are valid until the next one. */
async function* readArrowFile(path: string): AsyncGenerator<OutputBlock> {
  const pieces = new FilePieces(path);
  try {
    for (const batch of RecordBatchReader.from(pieces)) {
      // The library makes a batch without columns of a file that has none.
      if (batch.numRows > 0) yield fromRecordBatch(batch);
      // Files are read at once; signals get their turn here.
      await setImmediate();
    }
  } catch (error) {
    throw new TokengraftError('bad-file', `${path} is no Arrow stream of rows`, { path }, { cause: error });
  } finally {
    pieces.close();
  }
}
