// `tokengraft decode`: ids to text, a line an input line.

import { defineCommand } from '../command.js';
import { ItemWriter } from '../item-writer.js';
import { InputProgress } from '../input-progress.js';
import { readLines, type LineBatch } from '../text/read-lines.js';
import { textInputs } from '../text/read-text.js';
import { isObject, parseJsonLine, readRecords } from '../text/records.js';
import { openTokenizer, tokenizerOptions } from '../tokenizer-option.js';

export const command = defineCommand({
  summary: 'Turns token ids into text, a line an input line.',
  positionals: { usage: '[FILE…]', min: 0, max: Infinity },
  required: ['tokenizer'],
  options: {
    ...tokenizerOptions,
    jsonl: { kind: 'flag', summary: 'input lines are [id, …] or {"ids": [id, …]}; output lines {"text"}' },
    'skip-special-tokens': { kind: 'flag', summary: 'leave special tokens out' },
  },
  notes: ['Reads standard input where no FILE is named. Ids are separated by spaces or commas.'],
  examples: [
    'echo 15496 11 995 0 | tokengraft decode -t ./model',
    'tokengraft encode -t ./model notes.txt | tokengraft decode -t ./model --skip-special-tokens',
  ],
  run: async ({ values, positionals }, context) => {
    const { jsonl = false, 'skip-special-tokens': skipSpecialTokens = false } = values;
    const { signal } = context;
    const tokenizer = await openTokenizer(values, signal);
    const inputs = textInputs(positionals);
    const progress = await InputProgress.start('decode', inputs, context);
    const writer = new ItemWriter<string>(context, 'lines', formatter(jsonl || context.json));
    for await (const batch of readLines(inputs, signal)) {
      const ids = jsonl ? readJsonIds(batch) : readPlainIds(batch);
      await writer.write(await tokenizer.decodeBatch(ids, { skipSpecialTokens, signal }));
      progress.add(batch.bytes);
    }
    await writer.end();
    return 0;
  },
});

function formatter(json: boolean): (text: string) => string {
  return json ? (text) => JSON.stringify({ text }) : (text) => text;
}

/** An empty line is a text without ids, so that decoding undoes encoding line by line. */
function readPlainIds(batch: LineBatch): Uint32Array[] {
  const lines = batch.lines.map((line) => (line.trim() === '' ? '[]' : line));
  return readRecords({ ...batch, lines }, readIdLine, 'token ids separated by spaces or commas').map(
    ({ value }) => value,
  );
}

function readIdLine(line: string): Uint32Array | undefined {
  const words = line
    .replace(/^\s*\[|\]\s*$/g, '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
  return words.every((word) => /^\d+$/.test(word)) ? toIds(words.map(Number)) : undefined;
}

function readJsonIds(batch: LineBatch): Uint32Array[] {
  return readRecords(batch, readJsonIdLine, 'a JSON array of token ids or {"ids": […]}').map(({ value }) => value);
}

function readJsonIdLine(line: string): Uint32Array | undefined {
  const value = parseJsonLine(line);
  const ids = isObject(value) ? value['ids'] : value;
  return Array.isArray(ids) ? toIds(ids) : undefined;
}

function toIds(numbers: readonly unknown[]): Uint32Array | undefined {
  const valid = numbers.every((id) => Number.isInteger(id) && (id as number) >= 0 && (id as number) <= maxId);
  return valid ? Uint32Array.from(numbers as number[]) : undefined;
}

const maxId = 0xffff_ffff;
