// `tokengraft delta`: what a changed model has that its base does not.

import { makeDelta } from '@tokengraft/surgery';
import { defineCommand } from '../command.js';
import { formatBytes, formatCount } from '../terminal/format.js';

export const command = defineCommand({
  summary:
    'Writes the changed rows and files of MODEL as one small safetensors file; apply-delta makes MODEL of it again.',
  positionals: { usage: 'BASE MODEL', min: 2, max: 2 },
  required: ['out'],
  options: {
    out: { kind: 'text', short: 'o', value: 'FILE', summary: 'the file to write' },
    force: { kind: 'flag', summary: 'replace an existing file' },
  },
  examples: ['tokengraft delta ./model ./model-extended -o extended.delta.safetensors'],
  run: async ({ values, positionals }, context) => {
    const [base = '', model = ''] = positionals;
    const report = await makeDelta(base, model, {
      out: values.out ?? '',
      force: values.force === true,
      signal: context.signal,
    });
    if (context.json) await context.output.writeJson({ ...report });
    else {
      const tables = report.tensors.map(({ tensor, changed }) => `${tensor}: ${formatCount(changed, 'row')}`);
      const what = [...tables, formatCount(report.files.length, 'file')].join(', ');
      await context.output.writeLines([`${report.out}: ${formatBytes(report.bytes)}; ${what}`]);
    }
    return 0;
  },
});
