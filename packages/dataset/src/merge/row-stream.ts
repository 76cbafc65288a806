// All rows of a plan in the order of their sources, each with its fate: what the shards decided, and duplicates.

import { createInterface } from 'node:readline';
import { createReadStream } from 'node:fs';
import { TokengraftError } from '@tokengraft/errors';
import { rowFormats } from '../read/index.js';
import { readRowWords, rowAt, rowWords, type StoredRow } from '../rows/row-file.js';
import { isDropped, type Reason } from '../rows/reasons.js';
import type { DatasetPlan } from '../shards/plan.js';
import { rejectsPath, rowsPath, type ShardRecord } from '../shards/record.js';
import { HashSet128 } from './hash-set.js';

export interface StreamedRow {
  /** Valid until the next row. */
  readonly row: StoredRow;
  readonly reason: Reason;
  readonly input: number;
  /** The source row's line or number in its file, from 1. */
  readonly line: number;
  /** Where the row stands in its shard's file, in words. */
  readonly shard: number;
  readonly offset: number;
}

export interface BadRow {
  readonly input: number;
  readonly line: number;
  readonly problem: string;
  readonly row?: string;
}

export interface RowVisitor {
  /** May take many rows from the first of `words` on, and answers with the words it took. */
  readonly onRows: (words: Uint32Array, input: number) => number;
  readonly onRow: (row: StreamedRow) => Promise<void> | undefined;
  readonly onBadRow: (row: BadRow) => void;
}

/** `recordOf` answers when the shard is done. Answers with how many rows the sources had. */
export async function visitRows(
  root: string,
  plan: DatasetPlan,
  recordOf: (shard: number) => Promise<ShardRecord>,
  visitor: RowVisitor,
): Promise<number> {
  const seen = plan.settings.deduplicate ? new HashSet128() : undefined;
  let [sourceRows, lines, previous] = [0, 0, -1];
  for (const [shard, { input, start }] of plan.shards.entries()) {
    const record = await recordOf(shard);
    if (input !== previous) lines = 0;
    previous = input;
    // Rows of Parquet are counted by the format itself.
    const before = rowFormats[plan.inputs[input]?.format ?? 'jsonl'].unit === 'row' ? start : lines;
    await visitRejects(root, shard, before, visitor.onBadRow);
    await visitShard({ root, shard, input, before, record }, seen, visitor);
    lines += record.lines;
    sourceRows += record.sourceRows;
  }
  return sourceRows;
}

interface ShardVisit {
  readonly root: string;
  readonly shard: number;
  readonly input: number;
  readonly before: number;
  readonly record: ShardRecord;
}

async function visitShard(visit: ShardVisit, seen: HashSet128 | undefined, visitor: RowVisitor): Promise<void> {
  const { root, shard, input, before, record } = visit;
  let [begin, source] = [0, { line: -1, fresh: true }];
  for (const words of readRowWords(rowsPath(root, shard), record.checksum)) {
    for (let at = 0; ;) {
      if (seen === undefined) at += visitor.onRows(at === 0 ? words : words.subarray(at), input);
      if (at === words.length) break;
      const row = rowAt(words, at);
      const { reason: stored, line } = row;
      // All rows of one source row share its fate: the parts of a long one, the sides of a comparison.
      if (seen !== undefined && row.hash.length > 0 && source.line !== line)
        source = { line, fresh: seen.add(row.hash) };
      const reason: Reason = source.fresh || isDropped(stored) ? stored : 'dropped-duplicate';
      // Most rows need no waiting, and a promise a row would cost more than the row.
      const work = visitor.onRow({ row, reason, input, line: before + line + 1, shard, offset: begin + at });
      if (work !== undefined) await work;
      at += rowWords(words, at);
    }
    begin += words.length;
  }
}

async function visitRejects(
  root: string,
  shard: number,
  before: number,
  onBadRow: RowVisitor['onBadRow'],
): Promise<void> {
  const path = rejectsPath(root, shard);
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  for await (const text of lines) {
    const { input, line, problem, row } = parseReject(text, path);
    onBadRow({ input, line: before + line + 1, problem, ...(row === undefined ? {} : { row }) });
  }
}

function parseReject(text: string, path: string): BadRow {
  try {
    return JSON.parse(text) as BadRow;
  } catch (error) {
    throw new TokengraftError('bad-file', `${path} is broken; run its shard again`, { path }, { cause: error });
  }
}
