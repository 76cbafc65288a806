// `tokengraft inspect`: what a model folder or a tokenizer is made of, and what is odd about it.

import { defineCommand } from '../command.js';
import { inspectSource } from '../inspection/inspect-source.js';
import { formatInspection } from '../reports/inspection.js';
import { createStyle } from '../terminal/style.js';
import { tokenizerOptions } from '../tokenizer-option.js';

export const command = defineCommand({
  summary: 'Shows what a model folder or a tokenizer is made of, and what is odd about it.',
  positionals: { usage: 'SOURCE', min: 1, max: 1 },
  options: { pattern: tokenizerOptions.pattern },
  examples: ['tokengraft inspect ./model', 'tokengraft inspect cl100k_base.tiktoken --json'],
  run: async ({ values, positionals }, context) => {
    const [source = ''] = positionals;
    context.screen.progress('reading', 0, 0);
    const inspection = await inspectSource(source, { pattern: values.pattern, ...context });
    context.screen.clearProgress();
    if (context.json) await context.output.writeJson({ ...inspection });
    else await context.output.writeLines(formatInspection(inspection, createStyle(process.stdout)));
    return 0;
  },
});
