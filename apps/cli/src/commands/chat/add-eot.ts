// `tokengraft chat add-eot`: a token that ends every turn, in tokenizer, tables, template and configuration, together.

import { builtInTemplateNames } from '@tokengraft/chat';
import { addEndOfTurn } from '@tokengraft/surgery';
import { UsageError } from '../../arguments/usage-error.js';
import { defineCommand } from '../../command.js';
import { initNotes } from '../../init-option.js';
import { formatEndOfTurn } from '../../reports/end-of-turn.js';
import { showSurgeryProgress } from '../../reports/surgery-progress.js';
import { initOptions, outputOptions, padOption, readOptionalInit } from '../../surgery-command.js';
import { createStyle } from '../../terminal/style.js';

const name = 'chat add-eot';

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
    const { token = '', out, 'dry-run': dryRun = false } = values;
    if (out === undefined && !dryRun) {
      throw new UsageError(`${name} needs -o/--out, or --dry-run to see the plan`, name);
    }
    const given = {
      template: values.template,
      repurpose: values.repurpose,
      init: await readOptionalInit(name, '--init', values.init),
      initHead: await readOptionalInit(name, '--init-head', values['init-head']),
      padTo: values['pad-to'],
      seed: values.seed,
      out,
      force: values.force,
    };
    const report = await addEndOfTurn(model, {
      token,
      dryRun,
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      threads: context.threads,
      signal: context.signal,
      onProgress: showSurgeryProgress(context.screen),
    });
    context.screen.clearProgress();
    if (context.json) await context.output.writeJson({ ...report });
    else await context.output.writeLines(formatEndOfTurn(report, createStyle(process.stdout)));
    return 0;
  },
});
