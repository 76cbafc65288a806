// Rows of a data set as lists of numbers, read from what was written by JSONL's own format.

import { readFileSync } from 'node:fs';
import path from 'node:path';

export interface WrittenRow {
  readonly input_ids: number[];
  readonly attention_mask: number[];
  readonly labels: number[];
  readonly position_ids?: number[];
  readonly seq_lengths?: number[];
  readonly chosen?: number;
}

export function readJsonLines<T>(file: string): T[] {
  const text = readFileSync(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

export function writtenRows(folder: string): WrittenRow[] {
  return readJsonLines<WrittenRow>(path.join(folder, 'data.jsonl'));
}
