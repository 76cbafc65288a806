// What the commands that change a model have in common: their options, and how their report is printed.

import { readJsonDocument, readTextFile } from '@tokengraft/documents';
import type { InitChoice, SurgeryOptions, SurgeryReport } from '@tokengraft/surgery';
import type { OptionTable, Values } from './arguments/option-table.js';
import { UsageError } from './arguments/usage-error.js';
import type { Context } from './command.js';
import { readInit } from './init-option.js';
import { formatExtension } from './reports/extension.js';
import { formatPlan } from './reports/plan.js';
import { showSurgeryProgress } from './reports/surgery-progress.js';
import { createStyle } from './terminal/style.js';

export const initOptions = {
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
  seed: { kind: 'integer', value: 'N', min: 0, summary: 'of random draws (default: 0)' },
} as const satisfies OptionTable;

export const padOption = {
  'pad-to': { kind: 'integer', value: 'N', min: 1, max: 65536, summary: 'grow rows to a multiple of N (default: 1)' },
} as const satisfies OptionTable;

export const outputOptions = {
  tensors: {
    kind: 'text',
    value: 'FILE',
    summary:
      'JSON that names the tensors: {"embedding", "head"?, "headBias"?, "more"?}, for families that are not known',
  },
  tie: { kind: 'choice', choices: ['untied'], summary: 'keep two different tables although config.json ties them' },
  sample: {
    kind: 'text',
    value: 'FILE',
    summary: 'text on which tokens per word are compared (default: the new words)',
  },
  out: { kind: 'text', short: 'o', value: 'OUT', summary: 'the folder to write; it appears whole or not at all' },
  force: { kind: 'flag', summary: 'replace an existing output folder' },
  'dry-run': { kind: 'flag', summary: 'print the plan and touch nothing' },
} as const satisfies OptionTable;

export type SurgeryValues = Values<typeof initOptions & typeof padOption & typeof outputOptions>;

/** The options of every operation, without those that were not given. */
export async function readSurgeryOptions(
  command: string,
  values: SurgeryValues,
  { threads, signal, screen }: Context,
): Promise<SurgeryOptions> {
  if (values.out === undefined && values['dry-run'] !== true) {
    throw new UsageError(`${command} needs -o/--out, or --dry-run to see the plan`, command);
  }
  const given: { -readonly [Key in keyof SurgeryOptions]?: SurgeryOptions[Key] | undefined } = {
    init: await initOf(command, '--init', values.init),
    initHead: await initOf(command, '--init-head', values['init-head']),
    population: values.population,
    padTo: values['pad-to'],
    seed: values.seed,
    out: values.out,
    force: values.force,
    dryRun: values['dry-run'],
    map: values.tensors === undefined ? undefined : await readTensorNames(values.tensors),
    tie: values.tie,
    sample: values.sample === undefined ? undefined : await readTextFile(values.sample),
  };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    threads,
    signal,
    onProgress: showSurgeryProgress(screen),
  };
}

async function initOf(command: string, option: string, text: string | undefined): Promise<InitChoice | undefined> {
  return text === undefined ? undefined : readInit({ command, option, text });
}

/** Checked where the checkpoint is opened. */
async function readTensorNames(file: string): Promise<SurgeryOptions['map']> {
  return (await readJsonDocument(file)).get([]) as SurgeryOptions['map'];
}

export async function printSurgery(report: SurgeryReport, context: Context): Promise<number> {
  context.screen.clearProgress();
  const style = createStyle(process.stdout);
  if (context.json) await context.output.writeJson({ ...report });
  else await context.output.writeLines(report.dryRun ? formatPlan(report, style) : formatExtension(report, style));
  return 0;
}
