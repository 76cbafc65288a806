// `tokengraft dataset run`: runs shards of a plan, those that are named, those of this task, or all that are missing.

import {
  datasetStatus,
  formatRanges,
  parseRanges,
  runShards,
  shardsOfTask,
  taskFromEnvironment,
} from '@tokengraft/dataset';
import { defineCommand } from '../../command.js';
import { showRowProgress } from '../../dataset/progress.js';
import { formatCount, formatInteger } from '../../terminal/format.js';
import { deviceOption } from '../../tokenizer-option.js';

export const command = defineCommand({
  summary: 'Runs shards of a plan; what is done is skipped, and may be run anywhere, twice, at once.',
  positionals: { usage: 'PLAN', min: 1, max: 1 },
  options: {
    shard: {
      kind: 'text',
      value: 'LIST',
      summary: 'shards such as 3 or 0,4-7 (default: those of the batch task, else all that are missing)',
    },
    ...deviceOption,
    'shards-per-task': { kind: 'integer', value: 'K', min: 1, summary: 'of a batch task (default: 1)' },
  },
  notes: [
    'The task is SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX (Kubernetes), SGE_TASK_ID or PARALLEL_SEQ (GNU parallel), the last two from 1.',
    'Exit 75 and a signal mean: run it again. 65 means: it will not get better.',
  ],
  examples: [
    'tokengraft dataset run ./plan',
    'tokengraft dataset run ./plan --shard 3',
    'seq 0 7 | parallel tokengraft dataset run ./plan --shard {}',
  ],
  run: async ({ values, positionals }, { json, output, screen, signal, threads }) => {
    const [root = ''] = positionals;
    const status = await datasetStatus(root);
    const shards = chooseShards(values, status);
    const show = showRowProgress(screen);
    let [doneBytes, rows, tokens] = [0, 0, 0];
    const onProgress = (bytes: number, moreRows: number, moreTokens: number): void => {
      [doneBytes, rows, tokens] = [doneBytes + bytes, rows + moreRows, tokens + moreTokens];
      show({ step: 'rows', doneBytes, totalBytes: 0, rows, tokens });
    };
    const { ran, skipped } = await runShards(root, shards, { threads, device: values.device, signal, onProgress });
    screen.clearProgress();
    const done = ran.map(({ shard }) => shard);
    if (json) await output.writeJson({ planId: status.planId, ran, skipped });
    else {
      const total = ran.reduce((sum, record) => sum + record.tokens, 0);
      await output.writeLines([
        `ran ${formatCount(done.length, 'shard')}${done.length === 0 ? '' : ` (${formatRanges(done)}), ${formatInteger(total)} tokens`}; ${formatInteger(skipped.length)} done before`,
      ]);
    }
    return 0;
  },
});

interface ShardChoice {
  readonly shard?: string;
  readonly 'shards-per-task'?: number;
}

function chooseShards(
  { shard, 'shards-per-task': perTask = 1 }: ShardChoice,
  { shards, missing }: { readonly shards: number; readonly missing: readonly number[] },
): readonly number[] {
  if (shard !== undefined) return parseRanges(shard, shards);
  const task = taskFromEnvironment(process.env);
  return task === undefined ? missing : shardsOfTask(task, perTask, shards);
}
