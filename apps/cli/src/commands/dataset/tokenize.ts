// `tokengraft dataset tokenize`: instruction data to what trainers read, on the cores of this machine.

import {
  planTokenize,
  shapeNames,
  tokenizeDataset,
  workFolder,
  type DatasetManifest,
  type TokenizeOptions,
} from '@tokengraft/dataset';
import { UsageError } from '../../arguments/usage-error.js';
import { defineCommand, type Context } from '../../command.js';
import { openInputFiles } from '../../dataset/input-files.js';
import { showRowProgress } from '../../dataset/progress.js';
import {
  outputOptions,
  readDatasetSettings,
  readInputFormat,
  readFormat,
  readTokenizerOption,
  settingsOptions,
  sourceOptions,
} from '../../dataset/settings-options.js';
import { formatManifest } from '../../dataset/manifest-report.js';
import { describePlan, formatPlan } from '../../dataset/plan-report.js';
import { createStyle } from '../../terminal/style.js';
import { deviceOption } from '../../tokenizer-option.js';

const name = 'dataset tokenize';

export const command = defineCommand({
  summary: 'Turns instruction data into rows of ids, masks and labels, in the file format of a trainer.',
  positionals: { usage: 'FILE…', min: 1, max: Infinity },
  required: ['format'],
  options: {
    ...sourceOptions,
    ...settingsOptions,
    ...outputOptions,
    ...deviceOption,
    resume: { kind: 'flag', summary: 'go on with what an interrupted run left' },
    'dry-run': { kind: 'flag', summary: 'print the plan and touch nothing' },
  },
  notes: [
    `Shapes: ${shapeNames.join(', ')}.`,
    'FILEs are JSONL, JSON arrays, CSV, TSV, Parquet or text, packed by gzip or zstd or not; globs and - are understood.',
    'The shape of the rows follows from their columns. Labels are -100 outside of what is supervised.',
  ],
  examples: [
    'tokengraft dataset tokenize data.jsonl -m ./model --format hf -o ./tokenized',
    'tokengraft dataset tokenize "data/*.jsonl.gz" -t ./model --max-length 2048 --packing bfd --eos last --format parquet -o ./packed',
    'tokengraft dataset tokenize qa.csv -t ./model --column question=frage answer=antwort --format jsonl -o ./rows.jsonl',
  ],
  run: async ({ values, positionals }, context) => {
    const { out, force = false, resume = false, 'dry-run': dryRun = false } = values;
    const format = readFormat(values.format, name);
    if (out === undefined && !dryRun)
      throw new UsageError(`${name} needs -o/--out, or --dry-run to see the plan`, name);
    const inputs = await openInputFiles(positionals, context.signal);
    const options: TokenizeOptions = {
      ...readTokenizerOption(values, name),
      ...readDatasetSettings(values, name),
      ...readInputFormat(values['input-format'], name),
      format,
      out: out ?? '',
      force,
      resume,
      threads: context.threads,
      device: values.device,
      signal: context.signal,
      onProgress: showRowProgress(context.screen),
    };
    try {
      return dryRun ? await printPlan(inputs.paths, options, context) : await tokenize(inputs.paths, options, context);
    } finally {
      await inputs.close();
    }
  },
});

async function printPlan(
  files: readonly string[],
  options: TokenizeOptions,
  { json, output }: Context,
): Promise<number> {
  const plan = await planTokenize(files, options);
  if (json) await output.writeJson({ dryRun: true, plan: describePlan(plan), format: options.format });
  else await output.writeLines(formatPlan(plan, createStyle(process.stdout)));
  return 0;
}

async function tokenize(files: readonly string[], options: TokenizeOptions, context: Context): Promise<number> {
  const { screen, json, output } = context;
  const manifest = await tokenizeKeepingWork(files, options, context);
  screen.clearProgress();
  for (const note of notesOf(manifest)) screen.note(note);
  if (json) await output.writeJson({ out: options.out, ...manifest });
  else await output.writeLines(formatManifest(manifest, options.out, createStyle(process.stdout)));
  return 0;
}

async function tokenizeKeepingWork(
  files: readonly string[],
  options: TokenizeOptions,
  { screen, signal }: Context,
): Promise<DatasetManifest> {
  try {
    return await tokenizeDataset(files, options);
  } catch (error) {
    if (signal.aborted) screen.note(`what is done is kept in ${workFolder(options.out)}; go on with --resume`);
    throw error;
  }
}

function notesOf({ format, settings, facts, template }: DatasetManifest): string[] {
  const notes: string[] = [];
  if (settings.eos === 'none' && template === null && settings.supervise === 'answer') {
    notes.push('no stop token stands behind the answers; --eos last adds one');
  }
  if (facts.padFrom === 'end of sequence' && settings.padding !== 'none') {
    notes.push(
      'rows are padded with the end-of-sequence token; labels and masks come from lengths, so it is learnt where it ends an answer',
    );
  }
  if (format === 'llmc' && settings.supervise === 'answer')
    notes.push('token files of llm.c have no labels: everything is learnt');
  return notes;
}
