// `tokengraft extend`: new tokens into tokenizer, tables and configuration of a model, together.

import { readTextFile } from '@tokengraft/documents';
import { extendVocabulary, type ExtendOptions } from '@tokengraft/surgery';
import type { Values } from '../arguments/option-table.js';
import { UsageError } from '../arguments/usage-error.js';
import { defineCommand, type Context } from '../command.js';
import { initNotes, readInit } from '../init-option.js';
import { formatExtension } from '../reports/extension.js';
import { formatPlan } from '../reports/plan.js';
import { showSurgeryProgress } from '../reports/surgery-progress.js';
import { createStyle } from '../terminal/style.js';
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
  init: { kind: 'text', value: 'METHOD', summary: 'how new rows are made (default: subword-mean); see below' },
  'init-head': {
    kind: 'text',
    value: 'METHOD',
    summary: 'how new rows of the head are made (default: as --init)',
  },
  population: {
    kind: 'choice',
    choices: ['live', 'all'],
    summary: 'rows that means are taken over (default: live, those in use)',
  },
  'pad-to': { kind: 'integer', value: 'N', min: 1, max: 65536, summary: 'grow rows to a multiple of N (default: 1)' },
  seed: { kind: 'integer', value: 'N', min: 0, summary: 'of random draws (default: 0)' },
  sample: {
    kind: 'text',
    value: 'FILE',
    summary: 'text on which tokens per word are compared (default: the new words)',
  },
  out: { kind: 'text', short: 'o', value: 'OUT', summary: 'the folder to write; it appears whole or not at all' },
  force: { kind: 'flag', summary: 'replace an existing output folder' },
  'dry-run': { kind: 'flag', summary: 'print the plan and touch nothing' },
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
    const report = await extendVocabulary(model, {
      ...(await readRequests(values, context)),
      ...readSettings(values),
      ...(await readInits(values)),
      ...(values.sample === undefined ? {} : { sample: await readTextFile(values.sample) }),
      threads: context.threads,
      signal: context.signal,
      onProgress: showSurgeryProgress(context.screen),
    });
    context.screen.clearProgress();
    const style = createStyle(process.stdout);
    if (context.json) await context.output.writeJson({ ...report });
    else await context.output.writeLines(report.dryRun ? formatPlan(report, style) : formatExtension(report, style));
    return 0;
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

function readSettings(values: ExtendValues): Partial<ExtendOptions> {
  const given: { -readonly [Key in keyof ExtendOptions]?: ExtendOptions[Key] | undefined } = {
    fromTokenizer: values['from-tokenizer'],
    population: values.population,
    padTo: values['pad-to'],
    seed: values.seed,
    out: values.out,
    force: values.force,
    dryRun: values['dry-run'],
  };
  refuseNothingToDo(values);
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function readInits(values: ExtendValues): Promise<Pick<ExtendOptions, 'init' | 'initHead'>> {
  const { init, 'init-head': head } = values;
  const at = { command: 'extend' };
  return {
    ...(init === undefined ? {} : { init: await readInit({ ...at, option: '--init', text: init }) }),
    ...(head === undefined ? {} : { initHead: await readInit({ ...at, option: '--init-head', text: head }) }),
  };
}

function refuseNothingToDo(values: ExtendValues): void {
  const asked = [values.tokens, values.token, values.special, values['from-tokenizer'], values['pad-to']];
  if (asked.every((value) => value === undefined)) {
    throw new UsageError(
      'extend has nothing to add; name tokens with --tokens, --token, --special or --from-tokenizer',
      'extend',
    );
  }
  if (values.out === undefined && values['dry-run'] !== true) {
    throw new UsageError('extend needs -o/--out, or --dry-run to see the plan', 'extend');
  }
}

const shownDuplicates = 5;

function describeDuplicates(tokens: readonly string[]): string {
  const shown = tokens.slice(0, shownDuplicates).map(formatToken).join(', ');
  const rest = tokens.length > shownDuplicates ? ', …' : '';
  return `${formatCount(tokens.length, 'token')} named more than once, counted once: ${shown}${rest}`;
}
