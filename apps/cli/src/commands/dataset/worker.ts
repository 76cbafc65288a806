// `tokengraft dataset worker`: works on the queue of a plan until all of its shards are done.

import { datasetStatus, workOnQueue } from '@tokengraft/dataset';
import { defineCommand } from '../../command.js';
import { queueOptions } from '../../dataset/queue-options.js';
import { formatCount } from '../../terminal/format.js';
import { deviceOption } from '../../tokenizer-option.js';

export const command = defineCommand({
  summary: "Works on a plan's queue until all shards are done; start as many as there are machines.",
  positionals: { usage: 'PLAN', min: 1, max: 1 },
  options: {
    ...queueOptions,
    ...deviceOption,
    concurrency: { kind: 'integer', value: 'N', min: 1, max: 256, summary: 'shards at once (default: 1)' },
    'lock-seconds': {
      kind: 'integer',
      value: 'N',
      min: 1,
      max: 3600,
      summary: 'a silent worker loses its shard after so long (default: 30)',
    },
  },
  examples: ['tokengraft dataset worker ./plan --redis redis://queue:6379'],
  run: async ({ values, positionals }, { json, output, screen, signal, threads }) => {
    const [root = ''] = positionals;
    const ran: number[] = [];
    await workOnQueue(root, {
      redis: values.redis,
      concurrency: values.concurrency,
      lockSeconds: values['lock-seconds'],
      threads,
      device: values.device,
      signal,
      onShard: (shard, result, message) => {
        if (result === 'done') ran.push(shard);
        screen.note(`shard ${shard} ${result}${message === '' ? '' : `: ${message}`}`);
      },
    });
    const { planId, shards } = await datasetStatus(root);
    if (json) await output.writeJson({ planId, ran });
    else await output.writeLines([`all ${formatCount(shards, 'shard')} done, ${ran.length} of them here`]);
    return 0;
  },
});
