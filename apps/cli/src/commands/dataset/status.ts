// `tokengraft dataset status`: how far a plan is; exit 3 while shards are missing.

import { datasetStatus, formatRanges } from '@tokengraft/dataset';
import { defineCommand } from '../../command.js';
import { formatCount, formatInteger } from '../../terminal/format.js';

const incomplete = 3;

export const command = defineCommand({
  summary: 'Shows how far a plan is; exit 3 while shards are missing.',
  positionals: { usage: 'PLAN', min: 1, max: 1 },
  options: { missing: { kind: 'flag', summary: 'print the missing shards only, as job arrays take them: 3,7-9' } },
  examples: [
    'tokengraft dataset status ./plan',
    'sbatch --array=$(tokengraft dataset status ./plan --missing) ./plan/slurm/array.sbatch',
  ],
  run: async ({ values, positionals }, { json, output }) => {
    const [root = ''] = positionals;
    const { records, ...status } = await datasetStatus(root);
    const ranges = formatRanges(status.missing);
    if (json) await output.writeJson({ ...status, missingRanges: ranges, records });
    else if (values.missing === true) await output.writeLines(ranges === '' ? [] : [ranges]);
    else {
      await output.writeLines([
        `${formatInteger(status.done)} of ${formatCount(status.shards, 'shard')} done: ${formatCount(status.rows, 'row')}, ${formatCount(status.tokens, 'token')}`,
        ...(ranges === '' ? [] : [`missing ${ranges}`]),
      ]);
    }
    return status.missing.length === 0 ? 0 : incomplete;
  },
});
