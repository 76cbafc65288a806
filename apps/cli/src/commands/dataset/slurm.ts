// `tokengraft dataset slurm`: a plan as a job array and a merge job behind it.

import { realpathSync } from 'node:fs';
import { submitSlurmJobs, writeSlurmScripts } from '@tokengraft/dataset';
import { UsageError } from '../../arguments/usage-error.js';
import { defineCommand } from '../../command.js';
import { outputOptions, readFormat } from '../../dataset/settings-options.js';
import { formatCount } from '../../terminal/format.js';

const name = 'dataset slurm';

export const command = defineCommand({
  summary: 'Writes a Slurm job array for a plan, and a merge job behind it; --submit hands them in.',
  positionals: { usage: 'PLAN', min: 1, max: 1 },
  required: ['format', 'out'],
  options: {
    ...outputOptions,
    submit: { kind: 'flag', summary: 'hand the jobs in with sbatch' },
    'tasks-at-once': { kind: 'integer', value: 'N', min: 1, summary: 'tasks that may run at once (default: no limit)' },
    'shards-per-task': {
      kind: 'integer',
      value: 'K',
      min: 1,
      summary: 'default: 1, more where an array may not have so many tasks',
    },
    sbatch: { kind: 'texts', value: 'OPTION', summary: 'further options of both jobs: --sbatch=--partition=cpu' },
  },
  notes: [
    'The merge waits with afterany and checks itself that nothing is missing. Missing shards are handed in again by the same command.',
  ],
  examples: ['tokengraft dataset slurm ./plan --format hf -o ./tokenized --submit --sbatch=--cpus-per-task=8'],
  run: async ({ values, positionals }, { json, output }) => {
    const [root = ''] = positionals;
    const { out, force, submit = false } = values;
    const format = readFormat(values.format, name);
    if (out === undefined) throw new UsageError(`${name} needs -o/--out`, name);
    const scripts = await writeSlurmScripts(root, {
      format,
      out,
      force,
      command: [process.execPath, realpathSync(process.argv[1] ?? '')],
      tasksAtOnce: values['tasks-at-once'],
      shardsPerTask: values['shards-per-task'],
      directives: values.sbatch,
    });
    const jobs = submit ? await submitSlurmJobs(scripts) : undefined;
    if (json) await output.writeJson({ ...scripts, ...(jobs === undefined ? {} : { jobs }) });
    else {
      await output.writeLines([
        `${formatCount(scripts.tasks, 'task')} of ${formatCount(scripts.shardsPerTask, 'shard')}: ${scripts.array}, ${scripts.merge}`,
        jobs === undefined ? `sbatch ${scripts.array}` : `submitted array ${jobs.array}, merge ${jobs.merge}`,
      ]);
    }
    return 0;
  },
});
