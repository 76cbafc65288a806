// `tokengraft transplant`: another model's tokenizer onto a model.

import { transplantMethods, transplantVocabulary, type TransplantOptions } from '@tokengraft/surgery';
import { defineCommand } from '../command.js';
import { initNotes, readInit, readTransplant, transplantNotes } from '../init-option.js';
import { initOptions, outputOptions, padOption, printSurgery, readSurgeryOptions } from '../surgery-command.js';

export const command = defineCommand({
  summary: "Puts the donor's tokenizer onto a model: shared tokens keep their rows, the others get new ones.",
  positionals: { usage: 'MODEL', min: 1, max: 1 },
  required: ['donor'],
  options: {
    donor: { kind: 'text', value: 'MODEL', summary: 'the model folder whose tokenizer the model gets' },
    method: {
      kind: 'text',
      value: 'METHOD',
      summary: 'how rows of tokens that the model does not have are made (default: omp); see below',
    },
    'byte-match': { kind: 'flag', negatable: true, summary: 'tokens for single bytes match each other (default)' },
    'prefix-match': { kind: 'flag', summary: 'a token without a match takes the row of its longest beginning' },
    population: initOptions.population,
    seed: initOptions.seed,
    ...padOption,
    ...outputOptions,
  },
  notes: [
    '`verify MODEL OUT --donor MODEL` compares every row with the plan.',
    transplantNotes.join('\n'),
    ["Without a look at the donor's tables:", ...initNotes.slice(1)].join('\n'),
  ],
  examples: [
    'tokengraft transplant ./draft-model --donor ./target-model -o ./draft-for-target',
    'tokengraft transplant ./model --donor ./other --method nearest:k=4 -o ./out',
  ],
  run: async ({ values, positionals }, context) => {
    const [model = ''] = positionals;
    const { method, ...others } = values;
    const report = await transplantVocabulary(model, {
      donor: values.donor ?? '',
      ...(method === undefined ? {} : { method: await readMethod(method) }),
      ...(values['byte-match'] === undefined ? {} : { byteMatch: values['byte-match'] }),
      ...(values['prefix-match'] === undefined ? {} : { prefixMatch: values['prefix-match'] }),
      ...(await readSurgeryOptions('transplant', others, context)),
    });
    return printSurgery(report, context);
  },
});

async function readMethod(text: string): Promise<NonNullable<TransplantOptions['method']>> {
  const word = { option: '--method', command: 'transplant', text };
  const isTransplant = Object.hasOwn(transplantMethods, text.split(':')[0] ?? '');
  return isTransplant ? readTransplant(word) : readInit(word);
}
