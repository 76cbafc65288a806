// Decodes many sequences in slices of time, so that a server stays responsive.

import { setImmediate } from 'node:timers/promises';
import { expectArray, expectTokenIds, throwIfAborted } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';
import { createStreamDecoder } from './stream-decoder.js';

/** Ids decoded between two turns of the event loop: a few milliseconds of work. */
const idsPerTurn = 250_000;
/** What a sequence costs however short it is. */
const idsOfACall = 50;

export async function decodeEach(
  tokenizer: NativeTokenizer,
  sequences: unknown,
  skipSpecialTokens: boolean,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const lists = expectArray('sequences', sequences).map(expectIds);
  const texts: string[] = [];
  let idsOfTurn = 0;
  throwIfAborted(signal);
  for (const ids of lists) {
    if (ids.length > idsPerTurn) {
      texts.push(await decodeLong(tokenizer, ids, skipSpecialTokens, signal));
      continue;
    }
    texts.push(tokenizer.decode(ids, skipSpecialTokens));
    idsOfTurn += ids.length + idsOfACall;
    if (idsOfTurn < idsPerTurn) continue;
    idsOfTurn = 0;
    await setImmediate();
    throwIfAborted(signal);
  }
  return texts;
}

/** Makes a name for the element only where it is needed. */
function expectIds(ids: unknown, index: number): Uint32Array {
  return ids instanceof Uint32Array ? ids : expectTokenIds(`sequences[${index}]`, ids);
}

/** The text of many ids, in parts: a stream of ids has the text that all of them have at once. */
async function decodeLong(
  tokenizer: NativeTokenizer,
  ids: Uint32Array,
  skipSpecialTokens: boolean,
  signal: AbortSignal | undefined,
): Promise<string> {
  const decoder = createStreamDecoder(tokenizer, skipSpecialTokens);
  const parts: string[] = [];
  for (let at = 0; at < ids.length; at += idsPerTurn) {
    parts.push(decoder.push(ids.subarray(at, at + idsPerTurn)));
    await setImmediate();
    throwIfAborted(signal);
  }
  return parts.join('') + decoder.flush();
}
