// `tokengraft extend`: new tokens into tokenizer, tables and configuration of a model, together.

import { extendVocabulary, type ExtendOptions } from '@tokengraft/surgery';
import type { Values } from '../arguments/option-table.js';
import { UsageError } from '../arguments/usage-error.js';
import { defineCommand, type Context } from '../command.js';
import { initNotes } from '../init-option.js';
import { initOptions, outputOptions, padOption, printSurgery, readSurgeryOptions } from '../surgery-command.js';
import { formatCount, formatToken } from '../terminal/format.js';
import { mergeTokens, readTokenFiles } from '../token-files/index.js';

const options = {
  tokens: {
    kind: 'texts',
    value: 'FILE',
    summary: 'files of tokens: text (one a line), JSON array, bracketed list, CSV',
  },
  token: { kind: 'texts', value: 'STR', summary: 'tokens given here' },
  special: { kind: 'texts', value: 'STR', summary: 'special (control) tokens given here' },
  'from-tokenizer': {
    kind: 'text',
    value: 'TOK',
    summary: 'take the additional tokens of another tokenizer that keeps every id',
  },
  ...initOptions,
  ...padOption,
  ...outputOptions,
} as const;

export const command = defineCommand({
  summary: "Adds tokens to a model's tokenizer, embedding, head, bias and configuration, together.",
  positionals: { usage: 'MODEL', min: 1, max: 1 },
  options,
  notes: [
    'A value that begins with "-" is written --token=-x. MODEL stands before the options, or behind --.',
    initNotes.join('\n'),
  ],
  examples: [
    "tokengraft extend ./model --tokens terms.txt more.json --special '<|eot|>' --out ./model-extended",
    'tokengraft extend ./model --tokens terms.csv --pad-to 64 --dry-run',
    "tokengraft extend ./model --special '<|eot|>' --init copy:'<|endoftext|>' --out ./model-extended",
    'tokengraft extend ./model --tokens terms.txt --init mean-cov:scale=0.1 --init-head mean --out ./model-extended',
  ],
  run: async ({ values, positionals }, context) => {
    const [model = ''] = positionals;
    refuseNothingToDo(values);
    const report = await extendVocabulary(model, {
      ...(await readRequests(values, context)),
      ...(values['from-tokenizer'] === undefined ? {} : { fromTokenizer: values['from-tokenizer'] }),
      ...(await readSurgeryOptions('extend', values, context)),
    });
    return printSurgery(report, context);
  },
});

type ExtendValues = Values<typeof options>;

/** General tokens of files and arguments, then special ones; repetitions and oddities are said once. */
async function readRequests(
  values: ExtendValues,
  { screen }: Context,
): Promise<Pick<ExtendOptions, 'tokens' | 'specialTokens'>> {
  const { tokens = [], token = [], special = [] } = values;
  refuseEmptyTokens('--token', token);
  refuseEmptyTokens('--special', special);
  const files = await readTokenFiles(tokens);
  const general = mergeTokens([...files.tokens, ...token]);
  const duplicates = [...new Set([...files.duplicates, ...general.duplicates])];
  for (const note of files.notes) screen.note(note);
  if (duplicates.length > 0) screen.note(describeDuplicates(duplicates));
  return { tokens: general.tokens, specialTokens: mergeTokens(special).tokens };
}

function refuseEmptyTokens(option: string, tokens: readonly string[]): void {
  if (tokens.includes('')) throw new UsageError(`${option} is given an empty token`, 'extend');
}

function refuseNothingToDo(values: ExtendValues): void {
  const asked = [values.tokens, values.token, values.special, values['from-tokenizer'], values['pad-to']];
  if (asked.every((value) => value === undefined)) {
    throw new UsageError(
      'extend has nothing to add; name tokens with --tokens, --token, --special or --from-tokenizer',
      'extend',
    );
  }
}

const shownDuplicates = 5;

function describeDuplicates(tokens: readonly string[]): string {
  const shown = tokens.slice(0, shownDuplicates).map(formatToken).join(', ');
  const rest = tokens.length > shownDuplicates ? ', …' : '';
  return `${formatCount(tokens.length, 'token')} named more than once, counted once: ${shown}${rest}`;
}
