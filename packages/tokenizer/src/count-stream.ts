// Counts the ids of a text that comes in pieces; in bounded memory where the tokenizer lets the text be cut.

import { constants } from 'node:buffer';
import { TokengraftError, expectString, throwIfAborted } from '@tokengraft/errors';
import { leaveOnAbort, type NativeTokenizer } from '@tokengraft/native';
import { countWithTemplate, expectOnePolicy } from './count-template.js';
import { cutText } from './cut-text.js';
import type { CheckedEncodeOptions } from './options.js';

export interface CountStreamOptions extends CheckedEncodeOptions {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

export type Pieces = AsyncIterable<string> | Iterable<string>;

/** A text with a seam for every tokenizer that has any. */
const probe = 'one two';

/** The number of ids of all `pieces` joined to one text. */
export async function countStream(
  tokenizer: NativeTokenizer,
  pieces: Pieces,
  options: CountStreamOptions,
): Promise<number> {
  const { threads, signal } = options;
  const special = expectOnePolicy(options.special);
  const checked = checkPieces(pieces);
  let own = 0;
  for await (const batch of inBatches(tokenizer.lastSeam(probe) > 0 ? cutText(tokenizer, checked) : joinAll(checked))) {
    throwIfAborted(signal);
    const counts = await leaveOnAbort(signal, async (cancel) =>
      tokenizer.countBatch(batch, false, special, threads, cancel),
    );
    own = counts.reduce((sum, count) => sum + count, own);
  }
  return countWithTemplate(tokenizer, options.addSpecialTokens)(own);
}

async function* checkPieces(pieces: Pieces): AsyncGenerator<string> {
  for await (const piece of pieces) yield expectString('a piece of the text', piece);
}

/** UTF-16 units of texts that are counted at once. */
const batchUnits = 1 << 22;

async function* inBatches(texts: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let units = 0;
  for await (const text of texts) {
    batch.push(text);
    units += text.length;
    if (units < batchUnits) continue;
    yield batch;
    [batch, units] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function* joinAll(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  const all: string[] = [];
  let units = 0;
  for await (const piece of pieces) {
    all.push(piece);
    units += piece.length;
    if (units <= constants.MAX_STRING_LENGTH) continue;
    const message = `the text is longer than ${constants.MAX_STRING_LENGTH} characters, and this tokenizer must see it whole; count it in parts`;
    throw new TokengraftError('limit', message, { limit: constants.MAX_STRING_LENGTH });
  }
  yield all.join('');
}
