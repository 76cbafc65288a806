// `tokengraft encode`: text to ids, a line an input line, in batches on all cores.

import type { EncodeOptions, OffsetUnit, Tokenizer } from '@tokengraft/tokenizer';
import { isTokengraftError, TokengraftError } from '@tokengraft/errors';
import { UsageError } from '../arguments/usage-error.js';
import { defineCommand, type Context } from '../command.js';
import { ItemWriter } from '../item-writer.js';
import { InputProgress } from '../input-progress.js';
import { placeOf, readLines, type LineBatch } from '../text/read-lines.js';
import { textInputs } from '../text/read-text.js';
import { isObject, parseJsonLine, readRecords, type LineRecord } from '../text/records.js';
import { encodeOptions, openTokenizer, readEncodeOptions, tokenizerOptions } from '../tokenizer-option.js';

export const command = defineCommand({
  summary: 'Turns text into token ids, a line an input line.',
  positionals: { usage: '[FILE…]', min: 0, max: Infinity },
  required: ['tokenizer'],
  options: {
    ...tokenizerOptions,
    ...encodeOptions,
    jsonl: { kind: 'flag', summary: 'input lines are JSON strings or {"text", "pair"?}; output lines {"ids", …}' },
    'with-tokens': { kind: 'flag', summary: 'add the tokens as the vocabulary spells them (with --jsonl or --json)' },
    offsets: {
      kind: 'choice',
      choices: ['utf16', 'utf8', 'codepoint'],
      summary: 'add [begin, end] of each id, utf16 being JavaScript indices (with --jsonl or --json)',
    },
  },
  notes: ['Reads standard input where no FILE is named. The line terminator is not part of the text.'],
  examples: [
    "echo 'Hello, world!' | tokengraft encode -t ./model",
    'tokengraft encode -t cl100k_base.tiktoken notes.txt --special literal',
    'tokengraft encode -t ./model --jsonl texts.jsonl --offsets utf16 > ids.jsonl',
  ],
  run: async ({ values, positionals }, context) => {
    const { jsonl = false, 'with-tokens': tokens = false, offsets } = values;
    if ((tokens || offsets !== undefined) && !jsonl && !context.json) {
      throw new UsageError(
        '--with-tokens and --offsets need --jsonl or --json: a line of plain ids has no room for them',
        'encode',
      );
    }
    const tokenizer = await openTokenizer(values, context.signal);
    const job: EncodeJob = { tokenizer, options: readEncodeOptions(values), tokens, offsets, context };
    const inputs = textInputs(positionals);
    const progress = await InputProgress.start('encode', inputs, context);
    const writer = new ItemWriter(context, 'lines', jsonl || context.json ? formatJson : formatIds);
    for await (const batch of readLines(inputs, context.signal)) {
      await writer.write(await encodeRecords(jsonl ? readJsonTexts(batch) : readPlainTexts(batch), job));
      progress.add(batch.bytes);
    }
    await writer.end();
    return 0;
  },
});

interface TextPair {
  readonly text: string;
  readonly pair?: string;
}

interface EncodeJob {
  readonly tokenizer: Tokenizer;
  readonly options: Required<EncodeOptions>;
  readonly tokens: boolean;
  readonly offsets: OffsetUnit | undefined;
  readonly context: Context;
}

interface EncodedLine {
  readonly ids: Uint32Array;
  readonly tokens?: readonly string[];
  readonly offsets?: readonly (readonly [number, number])[];
}

function formatIds({ ids }: EncodedLine): string {
  return ids.join(' ');
}

function formatJson(line: EncodedLine): string {
  return JSON.stringify({ ...line, ids: Array.from(line.ids) });
}

function readPlainTexts(batch: LineBatch): LineRecord<TextPair>[] {
  return batch.lines.map((text, index) => ({ value: { text }, place: placeOf(batch, index) }));
}

function readJsonTexts(batch: LineBatch): LineRecord<TextPair>[] {
  return readRecords(batch, readJsonText, 'a JSON string or {"text": "…", "pair"?: "…"}');
}

function readJsonText(line: string): TextPair | undefined {
  const value = parseJsonLine(line);
  if (typeof value === 'string') return { text: value };
  if (!isObject(value) || typeof value['text'] !== 'string') return undefined;
  const { text, pair } = value;
  if (pair === undefined || pair === null) return { text };
  return typeof pair === 'string' ? { text, pair } : undefined;
}

/** Plain texts go through the batch call; whoever wants more than ids is encoded one by one. */
async function encodeRecords(records: readonly LineRecord<TextPair>[], job: EncodeJob): Promise<EncodedLine[]> {
  const simple = !job.tokens && job.offsets === undefined && records.every(({ value }) => value.pair === undefined);
  if (!simple) return records.map((record) => namingPlace(record.place, () => encodeOne(record.value, job)));
  const { tokenizer, options, context } = job;
  const texts = records.map(({ value }) => value.text);
  try {
    const batch = await tokenizer.encodeBatch(texts, { ...options, threads: context.threads, signal: context.signal });
    return batch.map((ids) => ({ ids }));
  } catch (error) {
    if (!isTokengraftError(error)) throw error;
    for (const { value, place } of records) namingPlace(place, () => tokenizer.count(value.text, options));
    throw error;
  }
}

function encodeOne({ text, pair }: TextPair, { tokenizer, options, tokens, offsets }: EncodeJob): EncodedLine {
  const encoding = tokenizer.encoding(text, {
    ...options,
    ...(pair === undefined ? {} : { pair }),
    offsets: offsets ?? 'utf16',
  });
  return {
    ids: encoding.ids,
    ...(tokens ? { tokens: encoding.tokens } : {}),
    ...(offsets === undefined ? {} : { offsets: pairsOf(encoding.offsets) }),
  };
}

function pairsOf(flat: Uint32Array): [number, number][] {
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index] ?? 0, flat[2 * index + 1] ?? 0]);
}

/** An error about a text says where the text stands. */
function namingPlace<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!isTokengraftError(error)) throw error;
    throw new TokengraftError(error.code, `${place}: ${error.message}`, { ...error.details, place }, { cause: error });
  }
}
