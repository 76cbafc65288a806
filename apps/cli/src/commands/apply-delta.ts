// `tokengraft apply-delta`: a model made again from its base and a delta.

import { applyDelta } from '@tokengraft/surgery';
import { defineCommand } from '../command.js';
import { formatCount } from '../terminal/format.js';

export const command = defineCommand({
  summary: 'Makes the model that a delta was made of, from its base; byte for byte.',
  positionals: { usage: 'BASE DELTA', min: 2, max: 2 },
  required: ['out'],
  options: {
    out: { kind: 'text', short: 'o', value: 'OUT', summary: 'the folder to write; it appears whole or not at all' },
    force: { kind: 'flag', summary: 'replace an existing output folder' },
  },
  examples: ['tokengraft apply-delta ./model extended.delta.safetensors -o ./model-extended'],
  run: async ({ values, positionals }, context) => {
    const [base = '', delta = ''] = positionals;
    const report = await applyDelta(base, delta, {
      out: values.out ?? '',
      force: values.force === true,
      signal: context.signal,
    });
    if (context.json) await context.output.writeJson({ ...report });
    else
      await context.output.writeLines([
        `${report.out}: ${formatCount(report.files.length, 'file')} beside the weights`,
      ]);
    return 0;
  },
});
