// What the result should be, found without the packages under test: ids by Hugging Face's own tokenizers, rows by doubles
// over the bytes of the files.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Tokenizer } from 'tokenizers';
import { encode as store, type Dtype } from './numbers.js';
import { readSafetensors, type RawTensor } from './safetensors.js';

/** The ids that Hugging Face's tokenizers gives with the files of `folder`. */
export async function referenceIds(folder: string, text: string, addSpecialTokens = false): Promise<number[]> {
  const tokenizer = Tokenizer.fromFile(path.join(folder, 'tokenizer.json'));
  const encoding = await tokenizer.encode(text, null, { addSpecialTokens });
  return encoding.getIds();
}

export async function referenceText(folder: string, ids: readonly number[]): Promise<string> {
  return Tokenizer.fromFile(path.join(folder, 'tokenizer.json')).decode([...ids], false);
}

/** Every tensor of a model folder. */
export function readTensors(folder: string): Map<string, RawTensor> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  return new Map(files.flatMap((file) => [...readSafetensors(path.join(folder, file))]));
}

export function tensorOf(folder: string, name: string): RawTensor {
  const tensor = readTensors(folder).get(name);
  if (tensor === undefined) throw new Error(`${folder} has no ${name}`);
  return tensor;
}

/** The bytes of the mean of `rows`: (1/n) times each value, summed in doubles in their order, rounded once. */
export function meanBytes(tensor: RawTensor, rows: readonly number[]): Buffer {
  const width = tensor.numbers(0).length;
  const sums = new Float64Array(width);
  for (const row of rows) {
    for (const [column, value] of tensor.numbers(row).entries())
      sums[column] = (sums[column] ?? 0) + value * (1 / rows.length);
  }
  return store(sums, tensor.dtype);
}

/** The bytes of the mean as exact division would give it: sum first, then divide. */
export function exactMeanBytes(tensor: RawTensor, rows: readonly number[], dtype: Dtype = tensor.dtype): Buffer {
  const columns = tensor
    .numbers(0)
    .map((_, column) => rows.reduce((sum, row) => sum + (tensor.numbers(row)[column] ?? 0), 0));
  return store(
    columns.map((sum) => sum / rows.length),
    dtype,
  );
}
