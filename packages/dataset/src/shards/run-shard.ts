// One shard of a plan, from its range of a file to rows of ids. Safe to run twice, anywhere, at once: whoever comes last
// renames the same bytes over the same names.

import { closeSync, openSync, writeSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { setImmediate } from 'node:timers/promises';
import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { RowCount, type Device } from '@tokengraft/tokenizer';
import { linesBefore } from '../read/lines-before.js';
import { rowFormats } from '../read/index.js';
import { parseJsonLine } from '../read/jsonl.js';
import { rowOf } from '../read/line-rows.js';
import { lineOf, type Line } from '../read/lines.js';
import { keptOfBadRow, type LineTally, type SourceRow } from '../read/row-batch.js';
import { joinBatches } from '../read/join-batches.js';
import { RowFileWriter, rowAt, rowWords, type RowFileIdentity } from '../rows/row-file.js';
import { isDropped, type Reason } from '../rows/reasons.js';
import { RowMaker, type MadeRow } from './make-rows.js';
import type { DatasetPlan, PlannedInput, PlannedShard } from './plan.js';
import { readRecord, rejectsPath, rowsPath, writeRecord, type ShardRecord } from './record.js';

export interface ShardRun {
  readonly root: string;
  readonly plan: DatasetPlan;
  readonly maker: RowMaker;
  /** What the maker was made for. Default 'cpu'. */
  readonly device?: Device | undefined;
  readonly attempt?: number;
  /** Whether the record has the SHA-256 of the rows. */
  readonly hashes: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (bytes: number, rows: number, tokens: number) => void;
}

/** Runs shard `index`, unless its record says that it is done. */
export async function runShard(index: number, run: ShardRun): Promise<ShardRecord> {
  const done = await readRecord(run.root, run.plan, index);
  if (done !== undefined) return done;
  const shard = run.plan.shards[index];
  const input = shard === undefined ? undefined : run.plan.inputs[shard.input];
  if (shard === undefined || input === undefined) {
    throw new TokengraftError('not-found', `the plan has no shard ${index}; it has ${run.plan.shards.length}`, {
      index,
    });
  }
  await expectUnchanged(input);
  const work = new ShardWork(index, shard, input, run);
  try {
    return await work.finish(await work.run());
  } catch (error) {
    await work.abandon();
    throw (error as NodeJS.ErrnoException).syscall === undefined
      ? error
      : fileError(error, 'write', rowsPath(run.root, index));
  }
}

/** A file that changed after the plan was made would give rows that belong to no plan. */
async function expectUnchanged({ path, size, mtimeMs }: PlannedInput): Promise<void> {
  const now = await stat(path).catch((error: unknown) => {
    throw fileError(error, 'read', path);
  });
  if (now.size === size && now.mtimeMs === mtimeMs) return;
  const message = `${path} is not the file that was planned: ${now.size} bytes against ${size}, or another time of change; make a new plan`;
  throw new TokengraftError('bad-file', message, { file: path });
}

/** Of a file: what a device is given at once. */
const deviceBytes = 1 << 23;

interface Tally {
  sourceRows: number;
  rows: number;
  tokens: number;
  supervised: number;
  lost: number;
  maxId: number;
  readonly reasons: Partial<Record<Reason, number>>;
}

class ShardWork {
  readonly #index: number;
  readonly #shard: PlannedShard;
  readonly #input: PlannedInput;
  readonly #run: ShardRun;
  readonly #writer: RowFileWriter;
  readonly #rejects: number;
  readonly #own = `${hostname()}.${process.pid}.${threadId}.tmp`;
  readonly #tally: Tally = { sourceRows: 0, rows: 0, tokens: 0, supervised: 0, lost: 0, maxId: 0, reasons: {} };
  readonly #lines: LineTally = { lines: 0 };
  readonly #count = new RowCount();
  readonly #started = performance.now();
  #rejectBytes = 0;

  constructor(index: number, shard: PlannedShard, input: PlannedInput, run: ShardRun) {
    this.#index = index;
    this.#shard = shard;
    this.#input = input;
    this.#run = run;
    this.#writer = new RowFileWriter(this.#rowsPath, run.hashes);
    this.#rejects = openSync(this.#rejectsPath, 'w');
  }

  get #rowsPath(): string {
    return `${rowsPath(this.#run.root, this.#index)}.${this.#own}`;
  }

  get #rejectsPath(): string {
    return `${rejectsPath(this.#run.root, this.#index)}.${this.#own}`;
  }

  async run(): Promise<RowFileIdentity> {
    const { plan, signal, onProgress, device = 'cpu' } = this.#run;
    const options = { maxRowBytes: plan.settings.maxRowBytes, signal, raw: this.#run.maker.lines !== undefined };
    const format = rowFormats[this.#input.format];
    const batches = format.read(this.#input, this.#shard, options, this.#lines);
    for await (const { rows, raw = [], bytes } of device === 'cuda' ? joinBatches(batches, deviceBytes) : batches) {
      const { tokens, sourceRows } = this.#tally;
      if (device === 'cuda') await this.#run.maker.encodeAhead(rows, signal);
      for (const row of rows) await this.#take(row);
      for (const part of raw) await this.#takeRaw(part);
      onProgress?.(bytes, this.#tally.sourceRows - sourceRows, this.#tally.tokens - tokens);
      // Readers may answer at once; signals and messages get their turn here.
      await setImmediate();
      signal?.throwIfAborted();
    }
    return this.#writer.close();
  }

  async #takeRaw(part: Buffer | Line): Promise<void> {
    if (Buffer.isBuffer(part)) await this.#takeBlock(part);
    else await this.#takeLine(part, this.#lines.lines++);
  }

  /** Lines that native code makes rows of, and between them those that it leaves. */
  async #takeBlock(block: Buffer): Promise<void> {
    const { maker, plan } = this.#run;
    const first = this.#lines.lines;
    const made = maker.lines?.encode(block, first);
    if (made === undefined) return;
    let done = 0;
    for (let at = 0; at < made.left.length; at += 4) {
      const [line = 0, begin, end, word = 0] = made.left.subarray(at, at + 4);
      this.#takeWords(made.words.subarray(done, word));
      done = word;
      await this.#takeLine(lineOf(block.subarray(begin, end), plan.settings.maxRowBytes), first + line);
    }
    this.#takeWords(made.words.subarray(done));
    this.#tally.sourceRows += made.rows;
    this.#lines.lines += made.lines;
  }

  async #takeLine(line: string | Line, at: number): Promise<void> {
    const row = rowOf(line, at, parseJsonLine);
    if (row !== undefined) await this.#take(row);
  }

  /** Rows in the form of the file; those that nothing happens to go there together. */
  #takeWords(words: Uint32Array): void {
    for (let at = 0; at < words.length;) {
      const rest = words.subarray(at);
      this.#run.maker.countFinished(rest, this.#count);
      this.#writer.addWords(rest.subarray(0, this.#count.words));
      this.#tallyFinished(this.#count);
      at += this.#count.words;
      if (at === words.length) return;
      for (const row of this.#run.maker.finish(rowAt(words, at))) this.#keep(row);
      at += rowWords(words, at);
    }
  }

  async #take(row: SourceRow): Promise<void> {
    this.#tally.sourceRows++;
    const made = this.#run.maker.make(row);
    if ('problem' in made) return this.#reject(row, made.problem);
    for (const each of made.rows) this.#keep(each);
  }

  #keep(row: MadeRow): void {
    this.#writer.add(row);
    this.#tallyRow(row);
  }

  #tallyRow(row: MadeRow): void {
    const tally = this.#tally;
    tally.reasons[row.reason] = (tally.reasons[row.reason] ?? 0) + 1;
    tally.lost += row.lost;
    if (isDropped(row.reason)) return;
    tally.rows++;
    tally.tokens += row.ids.length;
    for (let at = 0; at < row.runs.length; at += 2) tally.supervised += (row.runs[at + 1] ?? 0) - (row.runs[at] ?? 0);
    tally.maxId = Math.max(tally.maxId, largestOf(row.ids));
  }

  #tallyFinished({ rows, ids, supervised, largestId }: RowCount): void {
    const tally = this.#tally;
    if (rows > 0) tally.reasons.kept = (tally.reasons.kept ?? 0) + rows;
    tally.rows += rows;
    tally.tokens += ids;
    tally.supervised += supervised;
    tally.maxId = Math.max(tally.maxId, largestId);
  }

  async #reject({ line, raw, value }: SourceRow, problem: string): Promise<void> {
    const { badRows } = this.#run.plan.settings;
    if (badRows === 'error') throw await this.#refusal(line, problem);
    this.#tally.reasons['bad-row'] = (this.#tally.reasons['bad-row'] ?? 0) + 1;
    const kept = badRows === 'quarantine' ? { row: (raw ?? spell(value)).slice(0, keptOfBadRow) } : {};
    const text = Buffer.from(`${JSON.stringify({ input: this.#shard.input, line, problem, ...kept })}\n`);
    for (let at = 0; at < text.length;) at += writeSync(this.#rejects, text, at);
    this.#rejectBytes += text.length;
  }

  async #refusal(line: number, problem: string): Promise<TokengraftError> {
    const { numbersLines } = rowFormats[this.#input.format];
    const before = await linesBefore(this.#input, this.#shard, this.#run.signal);
    const place = `${numbersLines ? 'line' : 'row'} ${before + line + 1}`;
    const { path } = this.#input;
    return new TokengraftError('bad-file', `${path}: ${place}: ${problem}`, { file: path, line: before + line + 1 });
  }

  async finish(identity: RowFileIdentity): Promise<ShardRecord> {
    const { root, plan, attempt = 1 } = this.#run;
    closeSync(this.#rejects);
    await rename(this.#rowsPath, rowsPath(root, this.#index));
    await rename(this.#rejectsPath, rejectsPath(root, this.#index));
    const record: ShardRecord = {
      planId: plan.planId,
      shard: this.#index,
      ...this.#tally,
      lines: this.#lines.lines,
      bytes: this.#writer.bytes,
      ...identity,
      rejectBytes: this.#rejectBytes,
      seconds: Math.round(performance.now() - this.#started) / 1000,
      host: hostname(),
      attempt,
    };
    await writeRecord(root, record);
    return record;
  }

  async abandon(): Promise<void> {
    await rm(this.#rowsPath, { force: true });
    await rm(this.#rejectsPath, { force: true });
  }
}

function largestOf(ids: Uint32Array): number {
  let largest = 0;
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index] ?? 0;
    if (id > largest) largest = id;
  }
  return largest;
}

/** What is kept of a row that no text was read for. */
function spell(value: unknown): string {
  try {
    return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
  } catch {
    return '(a row that cannot be spelt)';
  }
}
