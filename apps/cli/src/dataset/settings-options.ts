// The options that say how rows become ids, shared by `dataset tokenize` and `dataset plan`.

import {
  badRowPolicies,
  emptyPolicies,
  eosPolicies,
  outputFormatNames,
  packings,
  paddings,
  readShapeName,
  renderings,
  rowFormatNames,
  sides,
  specialPolicies,
  supervisions,
  truncations,
  type DatasetSettings,
  type OutputFormatName,
  type RowFormatName,
} from '@tokengraft/dataset';
import type { OptionTable, Values } from '../arguments/option-table.js';
import { suggest } from '../arguments/suggest.js';
import { UsageError } from '../arguments/usage-error.js';
import { tokenizerOptions } from '../tokenizer-option.js';

export const sourceOptions = {
  model: {
    kind: 'text',
    short: 'm',
    value: 'MODEL',
    summary: 'a model folder: its tokenizer, chat template and length',
  },
  ...tokenizerOptions,
  'input-format': {
    kind: 'text',
    value: 'FORMAT',
    summary: `${rowFormatNames.join(', ')} (default: by name and first bytes)`,
  },
} as const satisfies OptionTable;

export const settingsOptions = {
  shape: { kind: 'text', value: 'SHAPE', summary: 'alpaca, messages, text … (default: by the columns of each row)' },
  column: { kind: 'texts', value: 'OURS=THEIRS', summary: 'other names of columns, such as question=frage' },
  rendering: {
    kind: 'choice',
    choices: renderings,
    summary: "conversations by the model's chat template, or laid end to end (default: auto)",
  },
  now: { kind: 'text', value: 'ISO', summary: "what the template's clock shows (default: the day of the plan)" },
  separator: {
    kind: 'text',
    value: 'STR',
    summary: 'between such turns; \\n and \\t are understood (default: nothing)',
  },
  'add-special-tokens': {
    kind: 'flag',
    negatable: true,
    summary: "around such rows, the tokenizer's BOS and the like (default: yes)",
  },
  special: {
    kind: 'choice',
    choices: specialPolicies,
    summary: 'a special token in the text is its id, ordinary text, or a bad row',
  },
  eos: {
    kind: 'choice',
    choices: eosPolicies,
    summary: 'end-of-sequence token behind every turn, every answer, the last turn',
  },
  'train-on-eos': {
    kind: 'choice',
    choices: eosPolicies,
    summary: 'which stop tokens are supervised (default: turn, those of answers)',
  },
  supervise: {
    kind: 'choice',
    choices: supervisions,
    summary: 'what has labels: the answers, or everything (default: answer)',
  },
  'max-length': {
    kind: 'integer',
    value: 'N',
    min: 1,
    max: 2 ** 24,
    summary: "ids a row (default: the model's, else 2048)",
  },
  truncation: { kind: 'text', value: 'HOW', summary: `of longer rows: ${truncations.join(', ')} (default: side)` },
  'truncation-side': { kind: 'choice', choices: sides, summary: 'which side is cut (default: right)' },
  stride: { kind: 'integer', value: 'N', min: 0, max: 2 ** 24, summary: 'ids that an overflowing row repeats' },
  padding: { kind: 'choice', choices: paddings, summary: 'fill rows up (default: none)' },
  'padding-side': { kind: 'choice', choices: sides, summary: 'which side is filled up (default: right)' },
  'pad-to-multiple-of': { kind: 'integer', value: 'N', min: 1, max: 65536, summary: 'fill up to a multiple' },
  'pad-id': {
    kind: 'integer',
    value: 'ID',
    min: 0,
    max: 2 ** 31 - 1,
    summary: 'default: the pad token, else the end of sequence',
  },
  packing: {
    kind: 'choice',
    choices: packings,
    summary: 'put several rows into one, over the whole data set (default: none)',
  },
  validation: {
    kind: 'text',
    value: 'SHARE',
    summary: 'share of rows, by the hash of their content, for a split of its own',
  },
  deduplicate: { kind: 'flag', summary: 'drop rows whose content was there before' },
  'bad-rows': {
    kind: 'choice',
    choices: badRowPolicies,
    summary: 'stop, skip it, or keep it in quarantine.jsonl (default: error)',
  },
  unsupervised: {
    kind: 'choice',
    choices: emptyPolicies,
    summary: 'what becomes of rows without a supervised id (default: keep)',
  },
  'max-row-bytes': {
    kind: 'integer',
    value: 'N',
    min: 1,
    max: 2 ** 28,
    summary: 'a longer row is a bad one (default: 16 MiB)',
  },
} as const satisfies OptionTable;

export const outputOptions = {
  format: { kind: 'text', value: 'FORMAT', summary: outputFormatNames.join(', ') },
  out: { kind: 'text', short: 'o', value: 'OUT', summary: 'where; it appears whole or not at all' },
  force: { kind: 'flag', summary: 'replace what is there' },
} as const satisfies OptionTable;

type SettingsValues = Values<typeof settingsOptions>;

/** The settings that were given; defaults stand in the package. */
export function readDatasetSettings(values: SettingsValues, command: string): Partial<DatasetSettings> {
  const given: { -readonly [Key in keyof DatasetSettings]?: DatasetSettings[Key] | undefined } = {
    shape: values.shape === undefined ? undefined : readShapeName(values.shape),
    columns: values.column === undefined ? undefined : readColumns(values.column, command),
    rendering: values.rendering,
    now: values.now,
    separator: values.separator === undefined ? undefined : readEscapes(values.separator),
    addSpecialTokens: values['add-special-tokens'],
    special: values.special,
    eos: values.eos,
    trainOnEos: values['train-on-eos'],
    supervise: values.supervise,
    maxLength: values['max-length'],
    truncation: readTruncation(values, command),
    truncationSide: values['truncation-side'],
    stride: values.stride,
    padding: values.padding,
    paddingSide: values['padding-side'],
    padToMultipleOf: values['pad-to-multiple-of'],
    padId: values['pad-id'],
    packing: values.packing,
    validation: values.validation === undefined ? undefined : readShare(values.validation, command),
    deduplicate: values.deduplicate,
    badRows: values['bad-rows'],
    unsupervised: values.unsupervised,
    maxRowBytes: values['max-row-bytes'],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function readColumns(pairs: readonly string[], command: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at <= 0 || at === pair.length - 1)
        throw new UsageError(`--column needs OURS=THEIRS, not ${JSON.stringify(pair)}`, command);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function readShare(text: string, command: string): number {
  const share = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() !== '' && share >= 0 && share < 1) return share;
  throw new UsageError(`--validation needs a share such as 0.05 or 5%, not ${JSON.stringify(text)}`, command);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** A shell makes it hard to write a line end. */
function readEscapes(text: string): string {
  return text.replaceAll(/\\([ntr\\])/g, (_, letter: string) => escapes[letter] ?? letter);
}

/** The output format that a word means. */
export function readFormat(word: string | undefined, command: string): OutputFormatName {
  if (word !== undefined) return oneOf('--format', word, outputFormatNames, command);
  throw new UsageError(`${command} needs --format: ${outputFormatNames.join(', ')}`, command);
}

/** The format of the input files, where it is named. */
export function readInputFormat(word: string | undefined, command: string): { inputFormat?: RowFormatName } {
  return word === undefined ? {} : { inputFormat: oneOf('--input-format', word, rowFormatNames, command) };
}

/** A stride makes sense for overflowing rows only. */
function readTruncation(
  { truncation, stride }: SettingsValues,
  command: string,
): DatasetSettings['truncation'] | undefined {
  if (truncation !== undefined) return oneOf('--truncation', truncation, truncations, command);
  return stride === undefined ? undefined : 'overflow';
}

/** A choice whose list is too long for the left column of the help. */
function oneOf<const T extends string>(option: string, word: string, choices: readonly T[], command: string): T {
  const choice = choices.find((each) => each === word);
  if (choice !== undefined) return choice;
  const list = `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
  throw new UsageError(`${option} is ${list}, not ${JSON.stringify(word)}${suggest(word, choices)}`, command);
}

interface SourceValues {
  readonly model?: string;
  readonly tokenizer?: string;
  readonly pattern?: string;
}

/** The tokenizer that -m or -t names. */
export function readTokenizerOption(
  { model, tokenizer, pattern }: SourceValues,
  command: string,
): { tokenizer: string; pattern?: string } {
  if (model !== undefined && tokenizer !== undefined)
    throw new UsageError('-m and -t name two tokenizers; give one', command);
  const path = model ?? tokenizer;
  if (path === undefined) throw new UsageError(`${command} needs -m/--model or -t/--tokenizer`, command);
  return { tokenizer: path, ...(pattern === undefined ? {} : { pattern }) };
}
