// A row of a file to rows of ids: shape, encode, judge. The same in every process that works on a plan.

import { createHash } from 'node:crypto';
import { isTokengraftError, TokengraftError } from '@tokengraft/errors';
import { loadTokenizer, type Device, type JsonRows, type RowCount, type Tokenizer } from '@tokengraft/tokenizer';
import type { RowEncoder } from '../encode/row-encoder.js';
import type { CutRow } from '../encode/truncate.js';
import { createLineEncoder } from '../encode/json-rule.js';
import { makeRowEncoder } from '../encode/make-row-encoder.js';
import type { SourceRow } from '../read/row-batch.js';
import type { StoredRow } from '../rows/row-file.js';
import type { Example, Row } from '../shapes/example.js';
import { RowError } from '../shapes/example.js';
import { kindOf } from '../shapes/fields.js';
import { detectShape, shapeNames, shapes } from '../shapes/index.js';
import type { DatasetSettings } from '../settings.js';
import { hashTokenizer, type DatasetPlan } from './plan.js';

export type MadeRow = StoredRow;

export type Made = { readonly rows: readonly MadeRow[] } | { readonly problem: string };

const noHash = new Uint32Array();
const sideNumbers = { chosen: 1, rejected: 2 } as const;

export class RowMaker {
  readonly #encoder: RowEncoder;
  readonly #settings: DatasetSettings;
  readonly #renaming: readonly (readonly [ours: string, theirs: string])[];
  readonly #hashes: boolean;
  /** Makes rows of whole lines; undefined where the settings do not allow it. */
  readonly lines: JsonRows | undefined;
  /** Of rows that were encoded ahead. */
  readonly #ahead = new WeakMap<SourceRow, readonly Example[]>();

  constructor(encoder: RowEncoder, settings: DatasetSettings, lines?: JsonRows) {
    this.lines = lines;
    this.#encoder = encoder;
    this.#settings = settings;
    this.#renaming = Object.entries(settings.columns);
    this.#hashes = settings.deduplicate || settings.validation > 0;
  }

  /**
   * For a plan: its tokenizer (or `tokenizer`, which is the same), checked to be the one that was planned with. With a CUDA device,
   * texts are encoded ahead there, and native code makes no rows of lines.
   */
  static async forPlan(plan: DatasetPlan, tokenizer?: Tokenizer, device: Device = 'cpu'): Promise<RowMaker> {
    const { path, pattern, sha256 } = plan.tokenizer;
    const opened = tokenizer ?? (await loadTokenizer(path, pattern === undefined ? {} : { pattern }));
    if (tokenizer === undefined && (await hashTokenizer(opened)) !== sha256) {
      throw new TokengraftError('bad-file', `${path} is not the tokenizer that was planned with; make a new plan`, {
        path,
      });
    }
    const lines = device === 'cpu' ? createLineEncoder(opened, plan.settings, plan.facts) : undefined;
    return new RowMaker(await makeRowEncoder(opened, plan), plan.settings, lines);
  }

  /** Encodes the texts of rows that will be made next, on a CUDA device. */
  async encodeAhead(sources: readonly SourceRow[], signal?: AbortSignal): Promise<void> {
    for (const source of sources) this.#readAhead(source);
    await this.#encoder.encodeAhead(
      sources.flatMap((source) => this.#ahead.get(source) ?? []),
      signal,
    );
  }

  /** Leaves out a row that cannot be read: `make` will say why. */
  #readAhead(source: SourceRow): void {
    if (source.problem !== undefined) return;
    try {
      this.#ahead.set(source, this.#examples(source.value));
    } catch (error) {
      if (problemOf(error) === undefined) throw error;
    }
  }

  make(source: SourceRow): Made {
    if (source.problem !== undefined) return { problem: source.problem };
    try {
      const examples = this.#ahead.get(source) ?? this.#examples(source.value);
      return { rows: examples.flatMap((example) => this.#encode(example, source.line)) };
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      return { problem };
    }
  }

  /** Counts the rows, from the first on, that `lines` made and that may stay as they are. */
  countFinished(words: Uint32Array, count: RowCount): void {
    count.takeFinished(words, this.#encoder.longest, this.#settings.unsupervised === 'keep');
  }

  /** What becomes of one that may not. */
  finish({ ids, runs, line }: MadeRow): readonly MadeRow[] {
    const rows = this.#encoder.cut({ ids, runs: Array.from(runs) });
    return rows.map((row) => ({ ...this.#judge(row), line, side: 0, hash: noHash }));
  }

  /** What the row says, as its shape reads it. */
  examples(value: unknown): readonly Example[] {
    return this.#examples(value);
  }

  #examples(value: unknown): readonly Example[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new RowError(`expected an object, found ${kindOf(value)}`);
    }
    const row = this.#renamed(value as Row);
    const { shape } = this.#settings;
    const name = shape === 'auto' ? detectShape(row) : shape;
    if (name === undefined)
      throw new RowError(`its columns (${listColumns(row)}) are those of no shape: ${describeShapes()}`);
    return shapes[name].read(row);
  }

  #renamed(row: Row): Row {
    if (this.#renaming.length === 0) return row;
    const { ...renamed } = row as Record<string, unknown>;
    for (const [ours, theirs] of this.#renaming) renamed[ours] = row[theirs];
    return renamed;
  }

  #encode(example: Example, line: number): MadeRow[] {
    const hash = this.#hashes ? hashOf(example) : noHash;
    const side = example.side === undefined ? 0 : sideNumbers[example.side];
    return this.#encoder.encode(example).map((row) => {
      const { ids, runs, reason, lost } = this.#judge(row);
      return { ids, runs, reason, lost, line, side, hash };
    });
  }

  /** Drops what no trainer can use, if the settings say so. */
  #judge(row: CutRow): CutRow {
    if (row.reason === 'dropped-too-long') return row;
    const lost = row.lost + row.ids.length;
    if (row.ids.length === 0) return { ids: row.ids, runs: [], reason: 'dropped-empty', lost };
    const { unsupervised } = this.#settings;
    if (row.runs.length > 0 || unsupervised === 'keep') return row;
    if (unsupervised === 'error') throw new RowError('the row has no supervised token');
    return { ids: new Uint32Array(), runs: [], reason: 'dropped-unsupervised', lost };
  }
}

/** What is wrong with a row; undefined where the row is not to blame. */
function problemOf(error: unknown): string | undefined {
  if (error instanceof RowError || error instanceof RangeError) return error.message;
  if (!isTokengraftError(error)) return undefined;
  const aboutText: readonly string[] = ['special-token-in-text', 'limit', 'template-failed', 'verification-failed'];
  return aboutText.includes(error.code) ? error.message : undefined;
}

function listColumns(row: Row): string {
  const names = Object.keys(row);
  return `${names
    .slice(0, 8)
    .map((name) => JSON.stringify(name.slice(0, 40)))
    .join(', ')}${names.length > 8 ? ', …' : ''}`;
}

function describeShapes(): string {
  return shapeNames.map((name) => shapes[name].keys.join('+')).join(', ');
}

/** Of what is said and by whom; the shape a row came in does not matter. */
function hashOf({ turns, side }: Example): Uint32Array {
  const digest = createHash('sha256');
  digest.update(side ?? '');
  for (const { role, text } of turns) digest.update(`\0${role}\0${Buffer.byteLength(text)}\0`).update(text);
  const bytes = digest.digest();
  return Uint32Array.from({ length: 4 }, (_, index) => bytes.readUInt32LE(index * 4));
}
