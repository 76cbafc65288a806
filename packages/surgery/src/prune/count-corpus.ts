// How often a tokenizer uses each of its tokens on the texts of files, read line by line.

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileError } from '@tokengraft/documents';
import type { Tokenizer } from '@tokengraft/tokenizer';

/** Enough for all cores, little enough for memory. */
const linesAtOnce = 2000;
const unitsAtOnce = 2 ** 20;

export interface CountOptions {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

/** One count an id. Lines are texts of their own, each with its line break. */
export async function countCorpus(
  tokenizer: Tokenizer,
  files: readonly string[],
  options: CountOptions,
): Promise<Float64Array> {
  const counts = new Float64Array(tokenizer.idBound);
  for (const file of files) {
    for await (const lines of batchesOf(file)) await countLines(tokenizer, lines, { counts, options });
  }
  return counts;
}

async function countLines(
  tokenizer: Tokenizer,
  lines: readonly string[],
  { counts, options: { threads, signal } }: { readonly counts: Float64Array; readonly options: CountOptions },
): Promise<void> {
  const settings = { addSpecialTokens: false, threads, ...(signal === undefined ? {} : { signal }) };
  for (const ids of await tokenizer.encodeBatch(lines, settings)) {
    for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  }
}

async function* batchesOf(file: string): AsyncGenerator<string[]> {
  let [batch, units]: [string[], number] = [[], 0];
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      batch.push(`${line}\n`);
      units += line.length;
      if (batch.length < linesAtOnce && units < unitsAtOnce) continue;
      yield batch;
      [batch, units] = [[], 0];
    }
  } catch (error) {
    throw fileError(error, 'read', file);
  }
  if (batch.length > 0) yield batch;
}
