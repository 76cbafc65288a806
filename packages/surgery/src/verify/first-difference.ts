// Compares two ranges of files on several threads, as reading from memory is what takes the time.

import { availableParallelism } from 'node:os';
import { native, withCancel } from '@tokengraft/native';

export interface RangePair {
  readonly before: string;
  readonly beforeOffset: number;
  readonly after: string;
  readonly afterOffset: number;
  readonly length: number;
}

/** Shorter ones are not worth another thread. */
const leastPart = 32 * 1024 * 1024;

/** The first byte, counted from the beginning of the ranges, that differs; undefined where none does. */
export async function firstDifference(
  pair: RangePair,
  { threads, signal }: { readonly threads: number; readonly signal: AbortSignal | undefined },
): Promise<number | undefined> {
  const most = threads === 0 ? availableParallelism() : threads;
  const length = Math.max(leastPart, Math.ceil(pair.length / most));
  const begins = Array.from({ length: Math.ceil(pair.length / length) }, (_, index) => index * length);
  const parts = begins.map(async (begin) => {
    const difference = await compare(pair, begin, { length: Math.min(length, pair.length - begin), signal });
    return difference === undefined ? [] : [begin + difference];
  });
  return (await allOf(parts)).flat()[0];
}

async function compare(
  { before, beforeOffset, after, afterOffset }: RangePair,
  begin: number,
  { length, signal }: { readonly length: number; readonly signal: AbortSignal | undefined },
): Promise<number | undefined> {
  return withCancel(signal, (cancel) =>
    native().compareRanges(before, beforeOffset + begin, after, afterOffset + begin, length, cancel),
  );
}

/** Waits for all, also where one fails: none goes on reading files that its caller may remove. */
async function allOf<Value>(promises: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
