// `tokengraft repurpose`: an existing token gets a new string and a fresh row.

import { repurposeTokens, type Repurposing } from '@tokengraft/surgery';
import { UsageError } from '../arguments/usage-error.js';
import { defineCommand } from '../command.js';
import { initNotes } from '../init-option.js';
import { initOptions, outputOptions, printSurgery, readSurgeryOptions } from '../surgery-command.js';

export const command = defineCommand({
  summary: 'Gives existing tokens, such as reserved ones, new strings and fresh rows; nothing grows.',
  positionals: { usage: 'MODEL', min: 1, max: 1 },
  required: ['map'],
  options: {
    map: { kind: 'texts', value: 'OLD=NEW', summary: 'which token becomes which; OLD may be #ID' },
    special: { kind: 'flag', summary: 'the new tokens are special (default: as the old ones are)' },
    ...initOptions,
    ...outputOptions,
  },
  notes: [
    'OLD ends at the first "=" behind its first character. `inspect MODEL` lists tokens whose rows look untrained.',
    initNotes.join('\n'),
  ],
  examples: ["tokengraft repurpose ./model --map '<|reserved_special_token_0|>=<|eot|>' --out ./model-eot"],
  run: async ({ values, positionals }, context) => {
    const [model = ''] = positionals;
    const report = await repurposeTokens(model, {
      tokens: (values.map ?? []).map(readPair),
      ...(values.special === undefined ? {} : { special: values.special }),
      ...(await readSurgeryOptions('repurpose', values, context)),
    });
    return printSurgery(report, context);
  },
});

function readPair(text: string): Repurposing {
  const equals = text.indexOf('=', 1);
  const to = text.slice(equals + 1);
  if (equals < 0 || to === '')
    throw new UsageError(`--map takes OLD=NEW, received ${JSON.stringify(text)}`, 'repurpose');
  const from = text.slice(0, equals);
  return { from: /^#\d+$/.test(from) ? Number(from.slice(1)) : from, to };
}
