// Counts the ids of a text that comes in pieces; in bounded memory where the tokenizer lets the text be cut.

import { constants } from 'node:buffer';
import { TokengraftError, expectString, throwIfAborted } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';
import { runBatch } from './batch-run.js';
import { countWithTemplate, expectOnePolicy } from './count-template.js';
import { cutText } from './cut-text.js';
import type { CheckedBatchOptions, Device } from './options.js';

export type Pieces = AsyncIterable<string> | Iterable<string>;

/** A text with a seam for every tokenizer that has any. */
const probe = 'one two';

/** The number of ids of all `pieces` joined to one text. */
export async function countStream(
  tokenizer: NativeTokenizer,
  pieces: Pieces,
  options: CheckedBatchOptions,
): Promise<number> {
  const { signal } = options;
  const special = expectOnePolicy(options.special);
  const checked = checkPieces(pieces);
  let own = 0;
  const texts = tokenizer.lastSeam(probe) > 0 ? cutText(tokenizer, checked) : joinAll(checked);
  for await (const batch of inBatches(texts, batchUnits[options.device])) {
    throwIfAborted(signal);
    const counts = await runBatch(options, async ({ threads, cancel, device }) =>
      tokenizer.countBatch(batch, false, special, threads, cancel, device),
    );
    own = counts.reduce((sum, count) => sum + count, own);
  }
  return countWithTemplate(tokenizer, options.addSpecialTokens)(own);
}

async function* checkPieces(pieces: Pieces): AsyncGenerator<string> {
  for await (const piece of pieces) yield expectString('a piece of the text', piece);
}

/** UTF-16 units of texts that are counted at once. A device has more to do at once than cores. */
const batchUnits = { cpu: 1 << 22, cuda: 1 << 25 } as const satisfies Record<Device, number>;

async function* inBatches(texts: AsyncIterable<string>, most: number): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let units = 0;
  for await (const text of texts) {
    batch.push(text);
    units += text.length;
    if (units < most) continue;
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
