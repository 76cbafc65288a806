// Counts the ids of a text that comes in pieces; in bounded memory where the tokenizer lets the text be cut.

import { constants } from 'node:buffer';
import { TokengraftError, expectString, throwIfAborted } from '@tokengraft/errors';
import { leaveOnAbort, type NativeTokenizer, type SpecialPolicyNumber } from '@tokengraft/native';
import { cutText, isCuttable } from './cut-text.js';
import type { CheckedEncodeOptions } from './options.js';

export interface CountStreamOptions extends CheckedEncodeOptions {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
}

export type Pieces = AsyncIterable<string> | Iterable<string>;

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
  for await (const batch of inBatches(isCuttable(tokenizer) ? cutText(checked) : joinAll(checked))) {
    throwIfAborted(signal);
    const counts = await leaveOnAbort(signal, async (cancel) =>
      tokenizer.countBatch(batch, false, special, threads, cancel),
    );
    own = counts.reduce((sum, count) => sum + count, own);
  }
  return options.addSpecialTokens ? withTemplate(tokenizer, own) : own;
}

/** A set of special tokens could only be applied to the text as a whole. */
function expectOnePolicy(special: CheckedEncodeOptions['special']): SpecialPolicyNumber {
  if (typeof special === 'number') return special;
  const message = 'special as sets needs the whole text; pass one policy, or count the joined text';
  throw new TokengraftError('unsupported', message, { option: 'special' });
}

/** What a template makes of `own` ids: it adds some, and may repeat the text's. */
function withTemplate(tokenizer: NativeTokenizer, own: number): number {
  const probe = 'a';
  const [plain, framed] = [false, true].map((add) => tokenizer.count(probe, add, 1)) as [number, number];
  const added = tokenizer.count('', true, 1);
  return added + own * (plain === 0 ? 1 : (framed - added) / plain);
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
