// How far a plan is, and runs of its shards by number.

import { TokengraftError } from '@tokengraft/errors';
import type { DatasetPlan } from './plan.js';
import { readRecord, type ShardRecord } from './record.js';

export interface PlanStatus {
  readonly planId: string;
  readonly shards: number;
  readonly done: number;
  readonly missing: readonly number[];
  readonly rows: number;
  readonly tokens: number;
  readonly records: readonly ShardRecord[];
}

export async function readStatus(root: string, plan: DatasetPlan): Promise<PlanStatus> {
  const found = await Promise.all(plan.shards.map(async (_, index) => readRecord(root, plan, index)));
  const records = found.filter((record) => record !== undefined);
  return {
    planId: plan.planId,
    shards: plan.shards.length,
    done: records.length,
    missing: found.flatMap((record, index) => (record === undefined ? [index] : [])),
    rows: records.reduce((sum, { rows }) => sum + rows, 0),
    tokens: records.reduce((sum, { tokens }) => sum + tokens, 0),
    records,
  };
}

/** "0,3-7,9", as job arrays take it. */
export function formatRanges(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && number <= last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',');
}

/** The numbers of "0,3-7,9", each below `count`. */
export function parseRanges(text: string, count: number): number[] {
  const numbers = text.split(',').flatMap((part) => {
    const found = /^\s*(\d{1,9})(?:-(\d{1,9}))?\s*$/.exec(part);
    const [from, to] = [Number(found?.[1]), Number(found?.[2] ?? found?.[1])];
    if (found === null || from > to || to >= count) {
      throw new TokengraftError(
        'bad-argument',
        `${JSON.stringify(part)} is no range of shards; there are ${count}, from 0`,
        { text },
      );
    }
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return [...new Set(numbers)];
}

/** The task's number as batch systems tell it, counted from 0; undefined outside of them. */
export function taskFromEnvironment(environment: Readonly<Record<string, string | undefined>>): number | undefined {
  const { SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, SGE_TASK_ID, PARALLEL_SEQ } = environment;
  const sources: readonly (readonly [string | undefined, number])[] = [
    [SLURM_ARRAY_TASK_ID, 0],
    [JOB_COMPLETION_INDEX, 0],
    [SGE_TASK_ID, 1],
    [PARALLEL_SEQ, 1],
  ];
  const found = sources.find(([value]) => value !== undefined && /^\d+$/.test(value));
  return found === undefined ? undefined : Number(found[0]) - found[1];
}

/** The shards of one task, where a task has several. */
export function shardsOfTask(task: number, shardsPerTask: number, count: number): number[] {
  const from = task * shardsPerTask;
  const to = Math.min(count, from + shardsPerTask);
  if (from >= count) {
    const message = `task ${task} has no shards: there are ${count}, ${shardsPerTask} a task`;
    throw new TokengraftError('bad-argument', message, { task, count });
  }
  return Array.from({ length: to - from }, (_, index) => from + index);
}
