// `tokengraft verify`: proves what changed between two model folders and that nothing else did.

import { verifySurgery } from '@tokengraft/surgery';
import { defineCommand } from '../command.js';
import { formatVerification } from '../reports/verification.js';
import { showSurgeryProgress } from '../reports/surgery-progress.js';
import { createStyle } from '../terminal/style.js';

const failedExitCode = 4;

export const command = defineCommand({
  summary: 'Proves that AFTER is BEFORE with a changed vocabulary, and nothing else.',
  positionals: { usage: 'BEFORE AFTER', min: 2, max: 2 },
  options: {
    donor: { kind: 'text', value: 'MODEL', summary: 'for a transplant: the model whose tokenizer it took' },
    'from-tokenizer': { kind: 'text', value: 'TOK', summary: 'for an extension from a tokenizer: that tokenizer' },
    'no-hash': { kind: 'flag', summary: 'compare untouched tensors without printing their SHA-256' },
  },
  notes: [
    'With the recipe.json that AFTER brings, every new row is compared bit by bit. Exit code 4 if a check fails.',
  ],
  examples: ['tokengraft verify ./model ./model-extended'],
  run: async ({ values, positionals }, context) => {
    const [before = '', after = ''] = positionals;
    const report = await verifySurgery(before, after, {
      ...(values.donor === undefined ? {} : { donor: values.donor }),
      ...(values['from-tokenizer'] === undefined ? {} : { fromTokenizer: values['from-tokenizer'] }),
      hash: values['no-hash'] !== true,
      threads: context.threads,
      signal: context.signal,
      onProgress: showSurgeryProgress(context.screen),
    });
    context.screen.clearProgress();
    if (context.json) await context.output.writeJson({ ...report });
    else await context.output.writeLines(formatVerification(report, createStyle(process.stdout)));
    return report.ok ? 0 : failedExitCode;
  },
});
