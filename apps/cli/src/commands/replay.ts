// `tokengraft replay`: what a recipe says, carried out again.

import { replayRecipe } from '@tokengraft/surgery';
import { defineCommand } from '../command.js';
import { outputOptions, printSurgery, readSurgeryOptions } from '../surgery-command.js';

export const command = defineCommand({
  summary: 'Carries out a recipe.json again; on the same model it gives the same bytes.',
  positionals: { usage: 'RECIPE MODEL', min: 2, max: 2 },
  options: {
    donor: { kind: 'text', value: 'MODEL', summary: 'for a transplant: the model whose tokenizer it takes' },
    'from-tokenizer': { kind: 'text', value: 'TOK', summary: 'for an extension from a tokenizer: that tokenizer' },
    'any-source': { kind: 'flag', summary: 'also on another model than the recipe was made for' },
    ...outputOptions,
  },
  notes: ['RECIPE is the file, or the model folder that holds it.'],
  examples: ['tokengraft replay ./model-extended/recipe.json ./model -o ./model-again'],
  run: async ({ values, positionals }, context) => {
    const [recipe = '', model = ''] = positionals;
    const report = await replayRecipe(recipe, model, {
      ...(values.donor === undefined ? {} : { donor: values.donor }),
      ...(values['from-tokenizer'] === undefined ? {} : { fromTokenizer: values['from-tokenizer'] }),
      anySource: values['any-source'] === true,
      ...(await readSurgeryOptions('replay', values, context)),
    });
    return printSurgery(report, context);
  },
});
