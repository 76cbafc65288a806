// `tokengraft train`: a new tokenizer from text.

import { countWords, presetNames, trainTokenizer, type TrainOptions } from '@tokengraft/tokenizer';
import type { Values } from '../arguments/option-table.js';
import { UsageError } from '../arguments/usage-error.js';
import { defineCommand, type Context } from '../command.js';
import { corpusOptions, readCorpusFiles, readCountSettings } from '../corpus-option.js';
import { formatTrace } from '../reports/trace.js';
import { formatTraining } from '../reports/training.js';
import { formatInteger } from '../terminal/format.js';

const options = {
  model: { kind: 'choice', choices: ['bpe', 'wordpiece', 'unigram'], summary: 'the algorithm (default: bpe)' },
  preset: {
    kind: 'choice',
    choices: presetNames,
    summary: 'how text is cut and written (default: by the model)',
  },
  'vocab-size': { kind: 'integer', value: 'N', min: 1, summary: 'tokens in all, special ones and alphabet among them' },
  special: { kind: 'texts', value: 'STR', summary: "special tokens in place of the preset's, ids from 0" },
  'min-frequency': { kind: 'integer', value: 'N', min: 1, summary: 'of a pair that is merged (default: 2)' },
  'max-token-length': { kind: 'integer', value: 'N', min: 1, summary: 'of a token, in bytes (unigram: characters)' },
  'limit-alphabet': { kind: 'integer', value: 'N', min: 0, summary: 'keep the most frequent characters only' },
  'count-only': { kind: 'flag', summary: 'write the counts of words instead, for --from-counts' },
  'from-counts': { kind: 'texts', value: 'FILE', summary: 'counts of parts of the corpus, made with the same options' },
  trace: { kind: 'flag', summary: 'print every step: the pair, its count, the new token' },
  ...corpusOptions,
  out: { kind: 'text', short: 'o', value: 'OUT', summary: 'a folder, or a file that ends in .json' },
  force: { kind: 'flag', summary: 'replace what is there' },
} as const;

export const command = defineCommand({
  summary: 'Trains a new tokenizer: BPE, WordPiece or Unigram.',
  positionals: { usage: '[CORPUS…]', min: 0, max: Infinity },
  options,
  notes: [
    'CORPUS is text in UTF-8, a line a text, or .jsonl; .gz and .zst are unpacked. Equal texts and options give equal bytes, whatever the threads, the order of files or the parts.',
    'Presets: gpt2, cl100k, o200k, llama3 (BPE of bytes), sentencepiece (BPE of characters with byte fallback), characters (BPE with </w>), bert (WordPiece), t5 (Unigram).',
  ],
  examples: [
    'tokengraft train corpus/*.txt --model bpe --vocab-size 32000 -o ./tokenizer',
    'tokengraft train part1.txt --preset llama3 --count-only -o part1.counts',
    'tokengraft train --from-counts part*.counts --preset llama3 --vocab-size 32000 -o ./tokenizer',
  ],
  run: async ({ values, positionals }, context) => {
    if (positionals.length === 0 && values['from-counts'] === undefined) {
      throw new UsageError('train needs CORPUS files, or --from-counts', 'train');
    }
    if (values.out === undefined && values.trace !== true) throw new UsageError('train needs -o/--out', 'train');
    return values['count-only'] === true ? count(values, positionals, context) : train(values, positionals, context);
  },
});

type TrainValues = Values<typeof options>;

async function count(values: TrainValues, paths: readonly string[], context: Context): Promise<number> {
  const { out = '', force = false } = values;
  const corpus = readCorpusFiles(paths, values);
  const summary = await countWords(corpus, { ...readOptions(values, context), out, force });
  context.screen.clearProgress();
  if (context.json) await context.output.writeJson({ out, ...summary });
  else
    await context.output.writeLines([
      `${formatInteger(summary.words)} distinct words, ${formatInteger(summary.occurrences)} in all, counted in ${out}`,
    ]);
  return 0;
}

async function train(values: TrainValues, paths: readonly string[], context: Context): Promise<number> {
  const { 'vocab-size': vocabSize, out, force = false, trace = false } = values;
  if (vocabSize === undefined) throw new UsageError('train needs --vocab-size', 'train');
  const corpus = readCorpusFiles(paths, values);
  const started = performance.now();
  const trained = await trainTokenizer(corpus, { ...readOptions(values, context), vocabSize });
  const files = out === undefined ? [] : await trained.save(out, { force });
  context.screen.clearProgress();
  const { report, steps } = trained;
  if (report.vocabSize < report.wantedVocabSize) {
    context.screen.warn(
      `the corpus has no more to learn: ${formatInteger(report.vocabSize)} tokens of ${formatInteger(report.wantedVocabSize)}`,
    );
  }
  const seconds = (performance.now() - started) / 1000;
  if (context.json) {
    await context.output.writeJson({ ...report, files, seconds, ...(trace ? { steps } : {}) });
    return 0;
  }
  if (trace) await context.output.writeLines(await formatTrace(trained, paths));
  if (out !== undefined) await context.output.writeLines(formatTraining(report, files, seconds));
  return 0;
}

function readOptions(values: TrainValues, context: Context): Omit<TrainOptions, 'vocabSize'> {
  const { model, preset, special, 'from-counts': fromCounts } = values;
  const { 'min-frequency': minFrequency, 'max-token-length': maxTokenLength, 'limit-alphabet': limitAlphabet } = values;
  return {
    ...readCountSettings(values, context),
    ...(model === undefined ? {} : { model }),
    ...(preset === undefined ? {} : { preset }),
    ...(special === undefined ? {} : { specialTokens: special }),
    ...(fromCounts === undefined ? {} : { fromCounts }),
    ...(minFrequency === undefined ? {} : { minFrequency }),
    ...(maxTokenLength === undefined ? {} : { maxTokenLength }),
    ...(limitAlphabet === undefined ? {} : { limitAlphabet }),
  };
}
