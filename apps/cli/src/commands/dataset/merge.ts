// `tokengraft dataset merge`: the shards of a plan into one data set.

import { mergeDataset } from '@tokengraft/dataset';
import { UsageError } from '../../arguments/usage-error.js';
import { defineCommand } from '../../command.js';
import { formatManifest } from '../../dataset/manifest-report.js';
import { outputOptions, readFormat } from '../../dataset/settings-options.js';
import { createStyle } from '../../terminal/style.js';

const name = 'dataset merge';

export const command = defineCommand({
  summary: 'Merges the shards of a plan, in the order of their rows; exit 3 while shards are missing.',
  positionals: { usage: 'PLAN', min: 1, max: 1 },
  required: ['format', 'out'],
  options: outputOptions,
  examples: ['tokengraft dataset merge ./plan --format hf -o ./tokenized'],
  run: async ({ values, positionals }, { json, output, screen, signal }) => {
    const [root = ''] = positionals;
    const { out, force = false } = values;
    const format = readFormat(values.format, name);
    if (out === undefined) throw new UsageError(`${name} needs -o/--out`, name);
    const manifest = await mergeDataset(root, {
      format,
      out,
      force,
      signal,
      onStep: (step) => screen.progress(step, 0, 0),
    });
    screen.clearProgress();
    if (json) await output.writeJson({ out, ...manifest });
    else await output.writeLines(formatManifest(manifest, out, createStyle(process.stdout)));
    return 0;
  },
});
