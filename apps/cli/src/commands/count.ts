// `tokengraft count`: how many tokens files have. A file is one text; big ones are counted in a stream.

import type { Device, EncodeOptions, Tokenizer } from '@tokengraft/tokenizer';
import { defineCommand, type Context } from '../command.js';
import { InputProgress } from '../input-progress.js';
import { createStyle } from '../terminal/style.js';
import { formatInteger, formatRatio } from '../terminal/format.js';
import { formatTable } from '../terminal/table.js';
import { TextMeter, type TextMeasure } from '../text/measure.js';
import { readText, textInputs, type TextInput } from '../text/read-text.js';
import {
  deviceOption,
  encodeOptions,
  openTokenizer,
  readEncodeOptions,
  tokenizerOptions,
} from '../tokenizer-option.js';

export const command = defineCommand({
  summary: 'Counts the tokens, bytes, characters and words of files.',
  positionals: { usage: '[FILE…]', min: 0, max: Infinity },
  required: ['tokenizer'],
  options: { ...tokenizerOptions, ...encodeOptions, ...deviceOption },
  notes: [
    'Reads standard input where no FILE is named. A file is one text: its line ends are counted, too. Characters are code points; words are runs of anything but white space.',
  ],
  examples: [
    'tokengraft count -t ./model corpus/*.txt',
    'tokengraft count -t ./model book.txt --json',
    'tokengraft count -t ./model shard-*.txt --device cuda',
  ],
  run: async ({ values, positionals }, context) => {
    const tokenizer = await openTokenizer(values, context.signal);
    const options = { ...readEncodeOptions(values), device: values.device ?? 'cpu' };
    const inputs = textInputs(positionals);
    const progress = await InputProgress.start('count', inputs, context);
    const files: FileCount[] = [];
    for (const input of inputs) files.push(await countFile(input, { tokenizer, options, progress, context }));
    const total = totalOf(files);
    if (context.json) await context.output.writeJson({ files: files.map(withRatio), total: withRatio(total) });
    else await context.output.writeLines(formatCounts(files, total));
    return 0;
  },
});

interface FileCount extends TextMeasure {
  readonly file: string;
  readonly tokens: number;
}

interface CountJob {
  readonly tokenizer: Tokenizer;
  readonly options: Required<EncodeOptions> & { readonly device: Device };
  readonly progress: InputProgress;
  readonly context: Context;
}

async function countFile(input: TextInput, job: CountJob): Promise<FileCount> {
  const { signal, threads } = job.context;
  const meter = new TextMeter();
  const pieces = measuredPieces(input, meter, job);
  const tokens = await job.tokenizer.countStream(pieces, { ...job.options, threads, signal });
  return { file: input.name, tokens, ...meter.measure };
}

async function* measuredPieces(
  input: TextInput,
  meter: TextMeter,
  { progress, context }: CountJob,
): AsyncGenerator<string> {
  for await (const { text, bytes } of readText(input, context.signal)) {
    meter.add(text, bytes);
    progress.add(bytes);
    yield text;
  }
}

function totalOf(files: readonly FileCount[]): Omit<FileCount, 'file'> {
  const sum = (key: 'tokens' | 'bytes' | 'characters' | 'words'): number =>
    files.reduce((total, file) => total + file[key], 0);
  return { tokens: sum('tokens'), bytes: sum('bytes'), characters: sum('characters'), words: sum('words') };
}

/** null where there are no words. */
function tokensPerWord({ tokens, words }: Omit<FileCount, 'file'>): number | null {
  return words === 0 ? null : tokens / words;
}

function withRatio<T extends Omit<FileCount, 'file'>>(count: T): T & { readonly tokensPerWord: number | null } {
  return { ...count, tokensPerWord: tokensPerWord(count) };
}

function formatCounts(files: readonly FileCount[], total: Omit<FileCount, 'file'>): string[] {
  const style = createStyle(process.stdout);
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const columns = [{ title: 'file' }, ...['tokens', 'bytes', 'characters', 'words', 'tokens/word'].map(right)];
  const rows = files.map((file) => [file.file, ...cells(file)]);
  if (files.length > 1) rows.push(['total', ...cells(total)].map(style.bold));
  return formatTable(columns, rows, style.dim);
}

function cells(count: Omit<FileCount, 'file'>): string[] {
  const { tokens, bytes, characters, words } = count;
  const ratio = tokensPerWord(count);
  return [...[tokens, bytes, characters, words].map(formatInteger), ratio === null ? '–' : formatRatio(ratio)];
}
