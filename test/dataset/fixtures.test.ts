// Every data set beside the project with the tokenizers that trainers meet most: ids against the `tokenizers` package,
// labels against the slow twin; and the textbook's way (pad = end of sequence, cut at the left, 2048).

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { tokenizeDataset } from '@tokengraft/dataset';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { Tokenizer as Reference } from 'tokenizers';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../integration/scratch.js';
import { readJsonLines, writtenRows } from './rows.js';
import { twinRow, type TwinPart } from './slow-twin.js';

const beside = path.join(import.meta.dirname, '../../../shared/fixtures');
const hasMaterial = existsSync(path.join(beside, 'datasets'));
const scratch = scratchFolder('dataset-fixtures');
const tokenizers = ['gpt2', 'llama3', 'qwen2_5', 'gemma'];
const files = hasMaterial ? readdirSync(path.join(beside, 'datasets')).filter((name) => name.endsWith('.gz')) : [];
/** Of long files, so that all pairs take seconds. */
const rowsChecked = 250;

function unpackTokenizer(name: string): string {
  const source = path.join(beside, 'tokenizers', name);
  const target = scratch(name);
  if (existsSync(target)) return target;
  mkdirSync(target);
  for (const file of readdirSync(source)) {
    const bytes = readFileSync(path.join(source, file));
    writeFileSync(path.join(target, file.replace(/\.gz$/, '')), file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  }
  return target;
}

/** The first rows of a file, as a file of their own. */
function unpackRows(name: string): string {
  const target = scratch(name.replace(/\.gz$/, ''));
  const lines = gunzipSync(readFileSync(path.join(beside, 'datasets', name)))
    .toString('utf8')
    .split('\n');
  writeFileSync(target, `${lines.slice(0, rowsChecked).join('\n')}\n`);
  return target;
}

type Row = Readonly<Record<string, string>>;

function partsOf(row: Row & { readonly conversations?: readonly { from: string; value: string }[] }): TwinPart[] {
  const part = (text: string | undefined, supervised: boolean): TwinPart => ({ text: text ?? '', supervised });
  if (row.conversations !== undefined) return row.conversations.map(({ from, value }) => part(value, from === 'gpt'));
  if (row['instruction'] !== undefined)
    return [part(row['instruction'], false), part(row['input'], false), part(row['output'], true)];
  if (row['question'] !== undefined) return [part(row['question'], false), part(row['answer'], true)];
  if (row['input'] !== undefined) return [part(row['input'], false), part(row['output'], true)];
  return [part(row['text'], true)];
}

function readSource(file: string): Row[] {
  if (file.endsWith('.jsonl')) return readJsonLines<Row>(file);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((text) => text.trim() !== '')
    .map((text) => ({ text: text.replace(/\r$/, '') }));
}

describe.skipIf(!hasMaterial)('every data set beside the project', () => {
  test.each(tokenizers)('with %s', async (name) => {
    const [folder, inputs, out] = [unpackTokenizer(name), files.map(unpackRows), scratch(`${name}-rows`)];
    const options = { rendering: 'plain', maxLength: 2048, truncationSide: 'left' } as const;
    await tokenizeDataset(inputs, { ...options, tokenizer: folder, format: 'jsonl', out });
    const tokenizer = await loadTokenizer(folder);
    const reference = Reference.fromFile(path.join(folder, 'tokenizer.json'));
    reference.disablePadding();
    reference.setTruncation(2048, { direction: 'left' });
    const rows = inputs.flatMap((file) =>
      readSource(file).map((row, at) => ({ row, place: `${path.basename(file)} ${at + 1}` })),
    );
    const written = writtenRows(out);
    expect(written.length).toBe(rows.length);
    for (const [index, { row, place }] of rows.entries()) {
      const parts = partsOf(row);
      const expected = twinRow(tokenizer, parts, { maxLength: 2048, side: 'left' });
      expect({ place, row: written[index] }).toEqual({ place, row: expected });
      const ids = (await reference.encode(parts.map(({ text }) => text).join(''))).getIds();
      expect({ place, ids: written[index]?.input_ids }).toEqual({ place, ids: [...ids] });
    }
  });

  test("the textbook's way: laid end to end, padded with the end of sequence, cut at the left", async () => {
    const folder = unpackTokenizer('pythia_neox');
    const file = unpackRows('medical_question_answer.jsonl.gz');
    const out = scratch('textbook');
    const eos = (await loadTokenizer(folder)).tokenToId('<|endoftext|>') ?? -1;
    const options = {
      maxLength: 2048,
      truncationSide: 'left',
      padding: 'longest',
      padId: eos,
      supervise: 'all',
    } as const;
    await tokenizeDataset([file], { ...options, tokenizer: folder, format: 'jsonl', out });
    const reference = Reference.fromFile(path.join(folder, 'tokenizer.json'));
    reference.disablePadding();
    reference.setTruncation(2048, { direction: 'left' });
    const texts = readJsonLines<Row>(file).map((row) => `${row['question']}${row['answer']}`);
    const encoded = await Promise.all(texts.map(async (text) => [...(await reference.encode(text)).getIds()]));
    const longest = Math.max(...encoded.map((ids) => ids.length));
    expect(longest).toBe(2048);
    for (const [index, row] of writtenRows(out).entries()) {
      const ids = encoded[index] ?? [];
      const padding = Array.from({ length: longest - ids.length }, () => eos);
      expect({ index, ids: row.input_ids }).toEqual({ index, ids: [...ids, ...padding] });
      expect({ index, labels: row.labels }).toEqual({ index, labels: [...ids, ...padding.map(() => -100)] });
      expect({ index, mask: row.attention_mask }).toEqual({
        index,
        mask: [...ids.map(() => 1), ...padding.map(() => 0)],
      });
    }
  });
});
