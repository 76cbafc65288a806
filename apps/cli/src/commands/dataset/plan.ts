// `tokengraft dataset plan`: cuts the work into shards that any machine may run.

import { planDataset, shapeNames, type PlanOptions } from '@tokengraft/dataset';
import { UsageError } from '../../arguments/usage-error.js';
import { defineCommand } from '../../command.js';
import { expandInputFiles } from '../../dataset/input-files.js';
import { describePlan, formatPlan } from '../../dataset/plan-report.js';
import {
  readDatasetSettings,
  readInputFormat,
  readTokenizerOption,
  settingsOptions,
  sourceOptions,
} from '../../dataset/settings-options.js';
import { createStyle } from '../../terminal/style.js';

const name = 'dataset plan';

export const command = defineCommand({
  summary: 'Cuts the tokenizing of a data set into shards that any machine may run.',
  positionals: { usage: 'FILE…', min: 1, max: Infinity },
  required: ['out'],
  options: {
    ...sourceOptions,
    ...settingsOptions,
    'shard-bytes': {
      kind: 'integer',
      value: 'N',
      min: 1,
      summary: 'of the files, as they lie on disk (default: 64 MiB)',
    },
    out: {
      kind: 'text',
      short: 'o',
      value: 'PLAN',
      summary: 'the folder of the plan, on a file system that all machines share',
    },
    force: { kind: 'flag', summary: 'replace a plan that is there' },
  },
  notes: [
    `Shapes: ${shapeNames.join(', ')}.`,
    'Packed files (gzip, zstd) and files that are one value (JSON arrays, CSV) are one shard each; Parquet is cut at row groups.',
  ],
  examples: [
    'tokengraft dataset plan data.jsonl -m ./model -o ./plan',
    'tokengraft dataset run ./plan --shard 0-3',
    'tokengraft dataset status ./plan',
    'tokengraft dataset merge ./plan --format hf -o ./tokenized',
  ],
  run: async ({ values, positionals }, context) => {
    const { out, force = false } = values;
    if (out === undefined) throw new UsageError(`${name} needs -o/--out`, name);
    const options: PlanOptions = {
      ...readTokenizerOption(values, name),
      ...readDatasetSettings(values, name),
      ...readInputFormat(values['input-format'], name),
      ...(values['shard-bytes'] === undefined ? {} : { shardBytes: values['shard-bytes'] }),
      out,
      force,
    };
    const plan = await planDataset(await expandInputFiles(positionals), options);
    if (context.json) await context.output.writeJson({ out, plan: describePlan(plan) });
    else await context.output.writeLines(formatPlan(plan, createStyle(process.stdout)));
    return 0;
  },
});
