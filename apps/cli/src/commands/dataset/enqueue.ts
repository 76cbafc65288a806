// `tokengraft dataset enqueue`: the missing shards of a plan as jobs on Redis.

import { enqueueShards, formatRanges } from '@tokengraft/dataset';
import { defineCommand } from '../../command.js';
import { queueOptions } from '../../dataset/queue-options.js';
import { formatCount } from '../../terminal/format.js';

export const command = defineCommand({
  summary: 'Puts the missing shards of a plan into a BullMQ queue on Redis.',
  positionals: { usage: 'PLAN', min: 1, max: 1 },
  options: queueOptions,
  examples: ['tokengraft dataset enqueue ./plan --redis redis://queue:6379'],
  run: async ({ values, positionals }, { json, output, signal }) => {
    const [root = ''] = positionals;
    const shards = await enqueueShards(root, { redis: values.redis, signal });
    if (json) await output.writeJson({ enqueued: shards });
    else
      await output.writeLines([
        `${formatCount(shards.length, 'shard')} enqueued${shards.length === 0 ? '' : `: ${formatRanges(shards)}`}`,
      ]);
    return 0;
  },
});
