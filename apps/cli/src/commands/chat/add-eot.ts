// `tokengraft chat add-eot`: a token that ends every turn, in tokenizer, tables, template and configuration, together.

import { builtInTemplateNames } from '@tokengraft/chat';
import { addEndOfTurn } from '@tokengraft/surgery';
import { defineCommand } from '../../command.js';
import { initNotes } from '../../init-option.js';
import { formatEndOfTurn } from '../../reports/end-of-turn.js';
import { initOptions, outputOptions, padOption, readSurgeryOptions } from '../../surgery-command.js';
import { createStyle } from '../../terminal/style.js';

export const command = defineCommand({
  summary:
    'Gives a model a token that ends every turn: token, rows, template, stop ids and special-token files, together.',
  positionals: { usage: 'MODEL', min: 1, max: 1 },
  required: ['token'],
  options: {
    token: { kind: 'text', value: 'STR', summary: 'the token that ends turns' },
    repurpose: {
      kind: 'text',
      value: 'OLD',
      summary: 'a token to take over, so that no row is added (default: a new id)',
    },
    template: {
      kind: 'text',
      value: 'NAME|FILE',
      summary: 'a built-in template or a file (default: the model’s own, else lima)',
    },
    'stop-strings': {
      kind: 'flag',
      negatable: true,
      summary: 'make stop_strings where the model has none; with them, generate() wants a tokenizer (default: yes)',
    },
    init: initOptions.init,
    'init-head': initOptions['init-head'],
    ...padOption,
    seed: initOptions.seed,
    out: outputOptions.out,
    force: outputOptions.force,
    'dry-run': outputOptions['dry-run'],
  },
  notes: [
    `Built-in templates: ${builtInTemplateNames.join(', ')}.`,
    'Without --template, the token that ends turns in the model’s own template is replaced by the new one. The result is checked as chat check does; a model that would not stop is not written.',
    initNotes.join('\n'),
  ],
  examples: [
    "tokengraft chat add-eot ./model --token '<|eot|>' --template lima -o ./model-eot",
    "tokengraft chat add-eot ./model --token '<|eot|>' --dry-run",
  ],
  run: async ({ values, positionals }, context) => {
    const [model = ''] = positionals;
    const { token = '', template, repurpose } = values;
    const report = await addEndOfTurn(model, {
      token,
      ...(template === undefined ? {} : { template }),
      ...(repurpose === undefined ? {} : { repurpose }),
      stopStrings: values['stop-strings'] ?? true,
      ...(await readSurgeryOptions('chat add-eot', values, context)),
    });
    context.screen.clearProgress();
    if (context.json) await context.output.writeJson({ ...report });
    else await context.output.writeLines(formatEndOfTurn(report, createStyle(process.stdout)));
    return 0;
  },
});
