// `tokengraft chat check`: proves or refutes that the model can stop.

import { checkChat, readStopIds } from '@tokengraft/chat';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { inputOptions, openTemplate, readChats } from '../../chat/template-option.js';
import { defineCommand } from '../../command.js';
import { formatChatReport } from '../../reports/chat.js';
import { createStyle } from '../../terminal/style.js';

const refuted = 4;

export const command = defineCommand({
  summary:
    'Proves or refutes that a model can learn to stop: template, tokenizer, configuration and data against each other.',
  positionals: { usage: 'MODEL [DATA.jsonl…]', min: 1, max: Infinity },
  options: { name: inputOptions.name, now: inputOptions.now },
  notes: [
    'Always checks a small chat of its own; with DATA, a chat a line, every turn of it. Ends with 4 where a check fails, and shows the turn.',
  ],
  examples: ['tokengraft chat check ./model', 'tokengraft chat check ./model train.jsonl --json'],
  run: async ({ values, positionals }, context) => {
    const [model = '', ...data] = positionals;
    const template = await openTemplate(model, values.name);
    const tokenizer = await loadTokenizer(model, { signal: context.signal });
    const checked = { template, tokenizer, stopIds: await readStopIds(model) };
    const chats = data.length === 0 ? [] : readChats(data, true, context.signal);
    const report = await checkChat(checked, chats, values.now === undefined ? {} : { now: values.now });
    if (context.json) await context.output.writeJson({ model, template: template.name, ...report });
    else await context.output.writeLines(formatChatReport(model, report, createStyle(process.stdout)));
    return report.ok ? 0 : refuted;
  },
});
