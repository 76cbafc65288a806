// `tokengraft learn`: new tokens with merges, chosen by going on with a tokenizer's training.

import { writeFileBeside } from '@tokengraft/documents';
import { learnTokens, type LearnOptions, type LearnReport } from '@tokengraft/tokenizer';
import type { Values } from '../arguments/option-table.js';
import { UsageError } from '../arguments/usage-error.js';
import { defineCommand, type Context } from '../command.js';
import { corpusOptions, readCorpusFiles, readCountSettings, readSize } from '../corpus-option.js';
import { renderLearning } from '../reports/html/learning.js';
import { formatCurve, formatLearning } from '../reports/learning.js';
import { formatInteger } from '../terminal/format.js';
import { mergeTokens, readTokenFiles } from '../token-files/index.js';
import { openTokenizer, tokenizerOptions } from '../tokenizer-option.js';

const options = {
  ...tokenizerOptions,
  add: { kind: 'integer', value: 'N', min: 0, summary: 'new tokens' },
  'min-frequency': { kind: 'integer', value: 'N', min: 1, summary: 'of a pair that becomes a token (default: 2)' },
  'max-token-length': { kind: 'integer', value: 'BYTES', min: 1, summary: 'of a new token (default: any)' },
  'limit-alphabet': {
    kind: 'integer',
    value: 'N',
    min: 0,
    summary: 'with byte fallback: at most N new characters (default: those that save most)',
  },
  'word-boundary': {
    kind: 'choice',
    choices: ['never', 'cross'],
    summary: 'whether tokens may hold several words (default: never)',
  },
  word: { kind: 'texts', value: 'STR', summary: 'words that become tokens in any case' },
  words: { kind: 'texts', value: 'FILE', summary: 'files of such words' },
  exclude: { kind: 'texts', value: 'STR', summary: 'words that become none' },
  'exclude-words': { kind: 'texts', value: 'FILE', summary: 'files of such words' },
  'held-out': { kind: 'texts', value: 'FILE', summary: 'measure on these files, which are not learnt from' },
  sample: {
    kind: 'text',
    value: 'SIZE',
    summary:
      'of each file to measure and verify on, 0 for all (default: a share of the corpus, 256K of held-out files)',
  },
  'hidden-size': {
    kind: 'integer',
    value: 'N',
    min: 1,
    summary: "of the model, for the cost of rows (default: config.json's)",
  },
  report: { kind: 'text', value: 'FILE', summary: 'write a report with plots to this .html file' },
  ...corpusOptions,
  out: { kind: 'text', short: 'o', value: 'OUT', summary: 'a folder, or a file as the tokenizer has it' },
  force: { kind: 'flag', summary: 'replace what is there' },
  'dry-run': { kind: 'flag', summary: 'print tokens per word against the number of new tokens, and write nothing' },
} as const;

export const command = defineCommand({
  summary: 'Learns new tokens with real merges for a BPE tokenizer; every old merge keeps its rank.',
  positionals: { usage: 'CORPUS…', min: 1, max: Infinity },
  required: ['tokenizer', 'add'],
  options,
  notes: [
    'The new segmentation of any text is the old one with further merges applied: no text gets longer, no old token changes its meaning. Give the result to `extend --from-tokenizer`.',
  ],
  examples: [
    'tokengraft learn medical.txt -t ./model --add 8000 --dry-run',
    'tokengraft learn medical.txt -t ./model --add 2000 --held-out test.txt --report learn.html -o ./tokenizer-medical',
    'tokengraft extend ./model --from-tokenizer ./tokenizer-medical -o ./model-medical',
  ],
  run: async ({ values, positionals }, context) => {
    const dryRun = values['dry-run'] === true;
    if (values.out === undefined && !dryRun) throw new UsageError('learn needs -o/--out, or --dry-run', 'learn');
    const started = performance.now();
    const tokenizer = await openTokenizer(values, context.signal);
    const learned = await learnTokens(
      tokenizer,
      readCorpusFiles(positionals, values),
      await readOptions(values, context),
    );
    const { out = '', force = false, report: page } = values;
    const files = dryRun ? [] : await learned.save(out, { force });
    if (page !== undefined) await writeFileBeside(page, renderLearning(learned.report));
    context.screen.clearProgress();
    warn(learned.report, context);
    const seconds = (performance.now() - started) / 1000;
    if (context.json) await context.output.writeJson({ ...learned.report, dryRun, files, seconds });
    else if (dryRun) await context.output.writeLines(formatCurve(learned.report));
    else await context.output.writeLines(formatLearning(learned.report, files, seconds));
    return 0;
  },
});

type LearnValues = Values<typeof options>;

async function readOptions(values: LearnValues, context: Context): Promise<LearnOptions> {
  const { add = 0, 'min-frequency': minFrequency, 'max-token-length': maxTokenLength, sample } = values;
  const { 'limit-alphabet': limitAlphabet, 'word-boundary': wordBoundary, 'hidden-size': hiddenSize } = values;
  const heldOut = values['held-out'];
  return {
    ...readCountSettings(values, context),
    add,
    forced: await readWords(values.word, values.words),
    excluded: await readWords(values.exclude, values['exclude-words']),
    ...(minFrequency === undefined ? {} : { minFrequency }),
    ...(maxTokenLength === undefined ? {} : { maxTokenLength }),
    ...(limitAlphabet === undefined ? {} : { limitAlphabet }),
    ...(wordBoundary === undefined ? {} : { wordBoundary: wordBoundary === 'cross' ? 'cross' : 'never' }),
    ...(hiddenSize === undefined ? {} : { hiddenSize }),
    ...(sample === undefined ? {} : { sampleBytes: readSize(sample, '--sample') }),
    ...(heldOut === undefined
      ? {}
      : { heldOut: heldOut.map((path) => ({ path, ...(values.field === undefined ? {} : { field: values.field }) })) }),
  };
}

async function readWords(given: readonly string[] = [], files: readonly string[] = []): Promise<string[]> {
  const { tokens } = mergeTokens([...(await readTokenFiles(files)).tokens, ...given]);
  return tokens.map((token) => (typeof token === 'string' ? token : token.content));
}

function warn({ added, wanted, unforced }: LearnReport, { screen }: Context): void {
  if (added < wanted) {
    screen.warn(`the corpus has no more to learn: ${formatInteger(added)} new tokens of ${formatInteger(wanted)}`);
  }
  if (unforced.length > 0) {
    screen.warn(`no token was made for ${unforced.join(', ')}: the tokenizer cuts them, or --add is too small`);
  }
}
