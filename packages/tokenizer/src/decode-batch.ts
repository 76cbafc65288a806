// Decodes many sequences in slices of time, so that a server stays responsive.

import { setImmediate } from 'node:timers/promises';
import { expectArray, expectTokenIds, throwIfAborted } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';

/** Ids decoded between two turns of the event loop: a few milliseconds of work. */
const idsPerTurn = 100_000;

export async function decodeEach(
  tokenizer: NativeTokenizer,
  sequences: unknown,
  skipSpecialTokens: boolean,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const lists = expectArray('sequences', sequences).map((ids, index) => expectTokenIds(`sequences[${index}]`, ids));
  const texts: string[] = [];
  let idsOfTurn = 0;
  for (const ids of lists) {
    throwIfAborted(signal);
    texts.push(tokenizer.decode(ids, skipSpecialTokens));
    idsOfTurn += ids.length;
    if (idsOfTurn < idsPerTurn) continue;
    idsOfTurn = 0;
    await setImmediate();
  }
  return texts;
}
