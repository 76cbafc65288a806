// Decodes many sequences in slices of time, so that a server stays responsive.

import { setImmediate } from 'node:timers/promises';
import { expectArray, expectTokenIds, throwIfAborted } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';

/** Ids decoded between two turns of the event loop: a few milliseconds of work. */
const idsPerTurn = 250_000;
const sequencesPerTurn = 10_000;

export async function decodeEach(
  tokenizer: NativeTokenizer,
  sequences: unknown,
  skipSpecialTokens: boolean,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const lists = expectArray('sequences', sequences).map(expectIds);
  const texts: string[] = [];
  for (let begin = 0, end = 0; begin < lists.length; begin = end) {
    if (begin > 0) await setImmediate();
    throwIfAborted(signal);
    end = endOfTurn(lists, begin);
    texts.push(...tokenizer.decodeBatch(lists.slice(begin, end), skipSpecialTokens));
  }
  return texts;
}

function expectIds(ids: unknown, index: number): Uint32Array {
  return ids instanceof Uint32Array ? ids : expectTokenIds(`sequences[${index}]`, ids);
}

function endOfTurn(lists: readonly Uint32Array[], begin: number): number {
  let end = begin;
  for (let ids = 0; end < lists.length && end - begin < sequencesPerTurn && ids < idsPerTurn; end++) {
    ids += lists[end]?.length ?? 0;
  }
  return end;
}
