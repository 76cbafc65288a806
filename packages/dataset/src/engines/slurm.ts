// A plan as a Slurm job array and a merge job behind it. The scripts are text that people can read, change and submit
// themselves.

import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { writeFileBeside } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { readPlan } from '../shards/plan-file.js';
import { formatRanges, readStatus } from '../shards/status.js';
import type { OutputFormatName } from '../write/index.js';

export interface SlurmOptions {
  readonly format: OutputFormatName;
  readonly out: string;
  /** How `tokengraft` is run on the nodes: program and arguments. */
  readonly command: readonly string[];
  /** Tasks at once; 0 for as many as the cluster gives. */
  readonly tasksAtOnce?: number | undefined;
  /** More than one where there are more shards than an array may have tasks. */
  readonly shardsPerTask?: number | undefined;
  /** Further lines behind `#SBATCH`, such as `--partition=cpu`. */
  readonly directives?: readonly string[] | undefined;
  readonly force?: boolean | undefined;
}

export interface SlurmScripts {
  readonly array: string;
  readonly merge: string;
  readonly tasks: number;
  readonly shardsPerTask: number;
}

/** Slurm's default MaxArraySize is 1001; its numbers begin with 0. */
const mostTasks = 1000;

/** Writes the scripts into the plan's folder, for what is not done yet. */
export async function writeSlurmScripts(root: string, options: SlurmOptions): Promise<SlurmScripts> {
  const plan = await readPlan(root);
  const { missing } = await readStatus(root, plan);
  const folder = join(resolve(root), 'slurm');
  await mkdir(folder, { recursive: true });
  const shardsPerTask = options.shardsPerTask ?? Math.max(1, Math.ceil(plan.shards.length / mostTasks));
  const tasks = [...new Set(missing.map((shard) => Math.floor(shard / shardsPerTask)))];
  const [array, merge] = [join(folder, 'array.sbatch'), join(folder, 'merge.sbatch')];
  const job = { root: resolve(root), name: `tokengraft-${plan.planId.slice(0, 8)}`, shardsPerTask, options };
  await writeScript(array, arrayScript(job, tasks));
  await writeScript(merge, mergeScript(job));
  return { array, merge, tasks: tasks.length, shardsPerTask };
}

interface Job {
  readonly root: string;
  readonly name: string;
  readonly shardsPerTask: number;
  readonly options: SlurmOptions;
}

function arrayScript({ root, name, shardsPerTask, options }: Job, tasks: readonly number[]): string {
  const { tasksAtOnce = 0, directives = [], command } = options;
  const range = tasks.length === 0 ? '0' : formatRanges(tasks);
  const run = [...command, 'dataset', 'run', root, '--shards-per-task', String(shardsPerTask), '--quiet'];
  return lines([
    '#!/bin/bash',
    directive(`--job-name=${name}`),
    directive(`--array=${range}${tasksAtOnce > 0 ? `%${tasksAtOnce}` : ''}`),
    directive('--requeue'),
    directive('--signal=B:USR1@60'),
    directive(`--output=${join(root, 'slurm', '%A_%a.log')}`),
    ...directives.map(directive),
    '',
    '# A minute before the time limit the shard is left to another try: 75 means "run again".',
    `trap 'kill -TERM "$run" 2>/dev/null; wait "$run"; exit 75' USR1`,
    `${run.map(quote).join(' ')} --threads "\${SLURM_CPUS_PER_TASK:-1}" &`,
    'run=$!',
    'wait "$run"',
  ]);
}

function mergeScript({ root, name, options }: Job): string {
  const { command, format, out, directives = [], force = false } = options;
  const words = [
    ...command,
    'dataset',
    'merge',
    root,
    '--format',
    format,
    '--out',
    resolve(out),
    ...(force ? ['--force'] : []),
  ];
  return lines([
    '#!/bin/bash',
    directive(`--job-name=${name}-merge`),
    directive(`--output=${join(root, 'slurm', 'merge-%j.log')}`),
    ...directives.map(directive),
    '',
    '# Runs after the array however it ended, and refuses (exit 3) while shards are missing.',
    `exec ${words.map(quote).join(' ')}`,
  ]);
}

function directive(text: string): string {
  if (/[\r\n]/.test(text))
    throw new TokengraftError('bad-argument', `a directive is one line, not ${JSON.stringify(text)}`);
  return `#SBATCH ${text}`;
}

function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function lines(parts: readonly string[]): string {
  return `${parts.join('\n')}\n`;
}

async function writeScript(path: string, text: string): Promise<void> {
  await writeFileBeside(path, text);
  await chmod(path, 0o755);
}

export interface SubmittedJobs {
  readonly array: string;
  readonly merge: string;
}

/** Submits the array, and the merge behind it whatever becomes of the array (`afterok` would leave it pending for ever). */
export async function submitSlurmJobs({ array, merge }: SlurmScripts): Promise<SubmittedJobs> {
  const arrayJob = await sbatch([array]);
  return { array: arrayJob, merge: await sbatch([`--dependency=afterany:${arrayJob}`, merge]) };
}

const run = promisify(execFile);

async function sbatch(words: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('sbatch', ['--parsable', ...words]);
    const job = /^\d+/.exec(stdout)?.[0];
    if (job !== undefined) return job;
    throw new TokengraftError('io', `sbatch answered ${JSON.stringify(stdout)} instead of a job number`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new TokengraftError(
        'not-found',
        'sbatch is not on PATH; run this where Slurm is installed, or without --submit',
        {},
        { cause: error },
      );
    }
    const said = (error as { stderr?: string }).stderr?.trim() ?? String(error);
    throw new TokengraftError('temporary', `sbatch refused: ${said}`, {}, { cause: error });
  }
}
