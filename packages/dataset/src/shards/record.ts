// What is known of a shard that is done. The record appears last, by rename: it exists only when the rows do.

import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileBeside } from '@tokengraft/documents';
import { reasons, type Reason } from '../rows/reasons.js';
import type { DatasetPlan } from './plan.js';

export interface ShardRecord {
  readonly planId: string;
  readonly shard: number;
  /** Rows of the source, good and bad. */
  readonly sourceRows: number;
  /** What line numbers count, over the whole range. */
  readonly lines: number;
  /** Rows of ids. */
  readonly rows: number;
  readonly tokens: number;
  readonly supervised: number;
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  readonly lost: number;
  readonly maxId: number;
  readonly bytes: number;
  /** Of the rows, for who carries them from machine to machine; a run on one machine leaves it out. */
  readonly sha256?: string;
  readonly checksum: string;
  readonly rejectBytes: number;
  readonly seconds: number;
  readonly host: string;
  readonly attempt: number;
}

export function shardName(index: number): string {
  return String(index).padStart(5, '0');
}

export function rowsPath(root: string, index: number): string {
  return join(root, 'rows', `${shardName(index)}.rows`);
}

export function rejectsPath(root: string, index: number): string {
  return join(root, 'rows', `${shardName(index)}.rejects.jsonl`);
}

export function recordPath(root: string, index: number): string {
  return join(root, 'done', `${shardName(index)}.json`);
}

export async function writeRecord(root: string, record: ShardRecord): Promise<void> {
  await writeFileBeside(recordPath(root, record.shard), `${JSON.stringify(record)}\n`);
}

/** The shard's record if it belongs to the plan and its rows are there with the recorded size; anything else is not done. */
export async function readRecord(
  root: string,
  { planId }: DatasetPlan,
  index: number,
): Promise<ShardRecord | undefined> {
  try {
    const record: unknown = JSON.parse(await readFile(recordPath(root, index), 'utf8'));
    if (!isRecord(record) || record.planId !== planId || record.shard !== index) return undefined;
    if ((await stat(rowsPath(root, index))).size !== record.bytes) return undefined;
    if ((await stat(rejectsPath(root, index))).size !== record.rejectBytes) return undefined;
    return record;
  } catch {
    return undefined;
  }
}

const counts = [
  'shard',
  'sourceRows',
  'lines',
  'rows',
  'tokens',
  'supervised',
  'lost',
  'bytes',
  'rejectBytes',
] as const;

function isRecord(value: unknown): value is ShardRecord {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as ShardRecord;
  return (
    counts.every((key) => Number.isSafeInteger(record[key]) && record[key] >= 0) &&
    (record.sha256 === undefined || typeof record.sha256 === 'string') &&
    typeof record.checksum === 'string' &&
    typeof record.reasons === 'object' &&
    Object.keys(record.reasons ?? {}).every((reason) => (reasons as readonly string[]).includes(reason))
  );
}
