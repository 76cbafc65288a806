// The shards of a plan into one data set: rows in the order of their sources, split, packed, padded, written, read back.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileBeside } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { RowCount } from '@tokengraft/tokenizer';
import { isDropped, type Reason } from '../rows/reasons.js';
import { Digester, type ContentDigest } from '../rows/digest.js';
import type { ColumnName } from '../rows/output-block.js';
import { cacheKeyOf, type DatasetPlan } from '../shards/plan.js';
import type { ShardRecord } from '../shards/record.js';
import { FileSink } from '../write/file-sink.js';
import { loadOutputFormat, type OutputFormatName } from '../write/index.js';
import type { DatasetWriter, OutputFormat } from '../write/output-format.js';
import { createAssembler, fixedLengthOf, type Assembler } from './assemble.js';
import { listFilesAside } from './list-files-aside.js';
import { manifestName, manifestSchema, type DatasetManifest, type SplitManifest } from './manifest.js';
import { OutputFolder } from './output-folder.js';
import { visitRows, type BadRow, type StreamedRow } from './row-stream.js';
import { StatisticsCounter } from './statistics.js';

export type MergeStep = 'rows' | 'pack' | 'verify';

export interface MergeRequest {
  readonly root: string;
  readonly plan: DatasetPlan;
  readonly recordOf: (shard: number) => Promise<ShardRecord>;
  readonly format: OutputFormatName;
  readonly out: string;
  readonly force?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: (step: MergeStep) => void;
}

/** Writes the data set and answers with its manifest. */
export async function mergeShards(request: MergeRequest): Promise<DatasetManifest> {
  const { out, force = false, format } = request;
  const single = format === 'jsonl' && out.endsWith('.jsonl') && request.plan.settings.validation === 0;
  const outputFormat = await loadOutputFormat(format);
  const folder = await OutputFolder.create(out, force, single ? 'data.jsonl' : undefined);
  try {
    const manifest = await new Merge(request, outputFormat, folder).run();
    request.signal?.throwIfAborted();
    await folder.publish();
    return manifest;
  } catch (error) {
    await folder.abandon();
    throw error;
  }
}

class Merge {
  readonly #request: MergeRequest;
  readonly #output: OutputFolder;
  readonly #folder: string;
  readonly #format: OutputFormat;
  readonly #splits = new Map<string, Split>();
  readonly #reasons: SideFile;
  readonly #rejects: SideFile;
  #paired: boolean | undefined;
  /** Bad rows belong to no split; they are counted with the first. */
  readonly #badCounts: number[];
  readonly #count = new RowCount();

  constructor(request: MergeRequest, format: OutputFormat, output: OutputFolder) {
    const folder = output.path;
    this.#request = request;
    this.#output = output;
    this.#folder = folder;
    this.#format = format;
    this.#reasons = new SideFile(join(folder, 'reasons.jsonl'));
    this.#rejects = new SideFile(join(folder, 'quarantine.jsonl'));
    this.#badCounts = request.plan.inputs.map(() => 0);
  }

  async run(): Promise<DatasetManifest> {
    const { plan, root, recordOf, onStep, signal } = this.#request;
    onStep?.('rows');
    const sourceRows = await visitRows(root, plan, recordOf, {
      onRows: (words, input) => {
        signal?.throwIfAborted();
        return this.#addMany(words, input);
      },
      onRow: (row) => {
        signal?.throwIfAborted();
        return this.#add(row);
      },
      onBadRow: (row) => this.#addBad(row),
    });
    onStep?.('pack');
    for (const name of this.#names()) this.#split(name);
    for (const split of this.#splits.values()) await split.end();
    this.#reasons.close();
    this.#rejects.close();
    if (this.#names().length > 1) await this.#format.finish?.(this.#folder, this.#names());
    onStep?.('verify');
    return this.#manifest(sourceRows);
  }

  #names(): readonly string[] {
    return this.#request.plan.settings.validation > 0 ? ['train', 'validation'] : ['train'];
  }

  #add(streamed: StreamedRow): Promise<void> | undefined {
    const { row, reason } = streamed;
    const split = this.#split(this.#nameOf(row.hash), row.side > 0);
    split.statistics.addRow(streamed.input, row, reason);
    if (reason !== 'kept') this.#explain(streamed);
    return isDropped(reason) ? undefined : split.assembler.add(streamed);
  }

  /** Rows that need no look one by one: after the first one, which tells whether the rows are comparisons. */
  #addMany(words: Uint32Array, input: number): number {
    if (this.#paired !== false || this.#names().length > 1) return 0;
    const { assembler, statistics } = this.#split('train');
    if (assembler.addRows === undefined) return 0;
    assembler.addRows(words, this.#count);
    statistics.addRows(input, this.#count);
    return this.#count.words;
  }

  /** By the content's hash, so a row is in the same split whatever stands beside it. */
  #nameOf(hash: Uint32Array): string {
    const { validation } = this.#request.plan.settings;
    return validation > 0 && (hash[0] ?? 0) / 2 ** 32 < validation ? 'validation' : 'train';
  }

  #explain({ row, reason, input, line }: StreamedRow): void {
    const { path } = this.#request.plan.inputs[input] ?? { path: '' };
    const lost = reason === 'dropped-duplicate' ? row.lost + row.ids.length : row.lost;
    this.#reasons.add({
      file: path,
      line,
      reason: reason satisfies Reason,
      kept: isDropped(reason) ? 0 : row.ids.length,
      lost,
    });
  }

  #addBad({ input, line, problem, row }: BadRow): void {
    const { path } = this.#request.plan.inputs[input] ?? { path: '' };
    this.#badCounts[input] = (this.#badCounts[input] ?? 0) + 1;
    this.#reasons.add({ file: path, line, reason: 'bad-row', problem, kept: 0, lost: 0 });
    if (row !== undefined) this.#rejects.add({ file: path, line, problem, row });
  }

  /** Splits begin with their first row, because it tells whether the rows are comparisons. */
  #split(name: string, paired = this.#paired ?? false): Split {
    this.#paired ??= paired;
    if (paired !== this.#paired) this.#refuseMixture();
    const known = this.#splits.get(name);
    if (known !== undefined) return known;
    const many = this.#names().length > 1;
    const folder = many ? join(this.#folder, name) : this.#folder;
    if (many) mkdirSync(folder);
    const split = new Split(this.#request, this.#format, { name, folder, paired: this.#paired });
    this.#splits.set(name, split);
    return split;
  }

  #refuseMixture(): never {
    const message = 'comparisons and other rows do not fit into one data set; tokenize their files apart';
    throw new TokengraftError('bad-argument', message);
  }

  async #manifest(sourceRows: number): Promise<DatasetManifest> {
    const { plan, format } = this.#request;
    const files = listFilesAside(this.#folder);
    // Its failure is reported where it is awaited.
    files.catch(() => {});
    const splits: SplitManifest[] = [];
    for (const name of this.#names()) {
      const split = this.#split(name);
      if (splits.length === 0) this.#badCounts.forEach((count, input) => split.statistics.addBad(input, count));
      splits.push({
        name,
        folder: this.#names().length > 1 ? name : '.',
        statistics: split.statistics.end(
          plan.inputs.map(({ path }) => path),
          sourceRows,
        ),
        content: await split.verify(),
      });
    }
    const manifest: DatasetManifest = {
      schemaVersion: manifestSchema,
      cacheKey: cacheKeyOf(plan),
      format,
      tokenizer: plan.tokenizer,
      template: plan.template,
      facts: plan.facts,
      settings: plan.settings,
      inputs: plan.inputs,
      splits,
      sourceRows,
      files: (await files).map((file) => ({ ...file, path: this.#output.nameOf(file.path) })),
    };
    await writeFileBeside(join(this.#folder, manifestName), `${JSON.stringify(manifest, null, 1)}\n`);
    return manifest;
  }
}

interface SplitPlace {
  readonly name: string;
  readonly folder: string;
  readonly paired: boolean;
}

class Split {
  readonly statistics: StatisticsCounter;
  readonly assembler: Assembler;
  readonly #format: OutputFormat;
  readonly #folder: string;
  readonly #columns: readonly ColumnName[];
  readonly #writer: DatasetWriter;
  readonly #digester: Digester;

  constructor({ plan, root }: MergeRequest, format: OutputFormat, { name, folder, paired }: SplitPlace) {
    const { settings, facts } = plan;
    this.#format = format;
    this.#folder = folder;
    this.#columns = this.#format.columns.filter((column) => {
      if (column === 'chosen') return paired;
      return settings.packing !== 'none' || (column !== 'position_ids' && column !== 'seq_lengths');
    });
    this.statistics = new StatisticsCounter(plan.inputs.length);
    this.#digester = new Digester(this.#columns);
    const fixedLength = fixedLengthOf(settings, facts);
    this.#writer = this.#format.create(folder, {
      columns: this.#columns,
      idBound: facts.idBound,
      fixedLength,
      split: name,
    });
    this.assembler = createAssembler({
      root,
      settings,
      facts,
      paired,
      onBlock: async (block) => {
        this.statistics.addBlock(block);
        this.#digester.add(block);
        await this.#writer.write(block);
      },
    });
  }

  async end(): Promise<void> {
    await this.assembler.end();
    await this.#writer.close();
  }

  /** Reads the files and compares them with what was written. */
  async verify(): Promise<ContentDigest> {
    const written = this.#digester.end();
    const digester = new Digester(this.#columns);
    for await (const block of this.#format.read(this.#folder)) digester.add(block);
    const read = digester.end();
    const same =
      JSON.stringify(read.columns) === JSON.stringify(written.columns) &&
      read.tokens === written.tokens &&
      (!this.#format.keepsRows || read.lengths === written.lengths);
    if (same) return written;
    const message = `${this.#folder} does not hold what was written: ${read.rows} rows of ${read.tokens} ids against ${written.rows} of ${written.tokens}`;
    throw new TokengraftError('verification-failed', message, { written, read });
  }
}

/** A file of JSON lines that exists only if it has some. */
class SideFile {
  readonly #path: string;
  #sink: FileSink | undefined;
  #lines: string[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  add(entry: Readonly<Record<string, unknown>>): void {
    this.#lines.push(`${JSON.stringify(entry)}\n`);
    if (this.#lines.length >= 512) this.#flush();
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    this.#sink ??= new FileSink(this.#path);
    this.#sink.write(this.#lines.join(''));
    this.#lines = [];
  }

  close(): void {
    this.#flush();
    this.#sink?.close();
  }
}
