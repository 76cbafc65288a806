// Batches of rows laid together, for those who have much to do at once.

import type { RowBatch } from './row-batch.js';

/** The same rows in batches of at least `bytes` of the file. REQUIRES: no raw lines. */
export async function* joinBatches(batches: AsyncIterable<RowBatch>, bytes: number): AsyncGenerator<RowBatch> {
  let held: RowBatch[] = [];
  let sum = 0;
  for await (const batch of batches) {
    held.push(batch);
    sum += batch.bytes;
    if (sum < bytes) continue;
    yield joined(held, sum);
    [held, sum] = [[], 0];
  }
  if (held.length > 0) yield joined(held, sum);
}

function joined(batches: readonly RowBatch[], bytes: number): RowBatch {
  return { rows: batches.flatMap(({ rows }) => rows), bytes };
}
