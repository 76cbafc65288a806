// Counts the ids of a text that comes in pieces, in bounded memory where the tokenizer allows it: the text is cut between
// a line end and an ASCII letter, a place that no token and no split of the tokenizers in question ever spans.

import { constants } from 'node:buffer';
import { TokengraftError, expectString, throwIfAborted } from '@tokengraft/errors';
import { withCancel, type NativeTokenizer } from '@tokengraft/native';
import { isCuttable } from './cuttable.js';
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
  const { special, threads, signal } = options;
  const inserted = options.addSpecialTokens ? tokenizer.count('', true, special) : 0;
  let total = inserted;
  for await (const batch of batches(isCuttable(tokenizer) ? cutAtLines(pieces) : joinAll(pieces))) {
    throwIfAborted(signal);
    const counts = await withCancel(signal, (cancel) => tokenizer.countBatch(batch, false, special, threads, cancel));
    total = counts.reduce((sum, count) => sum + count, total);
  }
  return total;
}

/** UTF-16 units of a text that is worth a thread, and of all texts counted at once. */
const textUnits = 1 << 16;
const batchUnits = 1 << 22;

async function* batches(texts: AsyncIterable<string>): AsyncGenerator<string[]> {
  let batch: string[] = [];
  let units = 0;
  for await (const text of texts) {
    batch.push(text);
    units += text.length;
    if (units < batchUnits) continue;
    yield batch;
    batch = [];
    units = 0;
  }
  if (batch.length > 0) yield batch;
}

async function* joinAll(pieces: Pieces): AsyncGenerator<string> {
  const all: string[] = [];
  let units = 0;
  for await (const piece of pieces) {
    all.push(expectString('pieces', piece));
    units += piece.length;
    if (units <= constants.MAX_STRING_LENGTH) continue;
    const message = `the text is longer than ${constants.MAX_STRING_LENGTH} characters, and this tokenizer must see it whole; count it in parts`;
    throw new TokengraftError('limit', message, { limit: constants.MAX_STRING_LENGTH });
  }
  yield all.join('');
}

async function* cutAtLines(pieces: Pieces): AsyncGenerator<string> {
  let held: string[] = [];
  let heldUnits = 0;
  let heldEnd = '';
  for await (const piece of pieces) {
    expectString('pieces', piece);
    if (heldUnits >= textUnits && isCut(heldEnd.charCodeAt(0), piece.charCodeAt(0))) {
      yield held.join('');
      [held, heldUnits] = [[], 0];
    }
    let begin = 0;
    for (let cut = nextCut(piece, textUnits - heldUnits); cut > 0; cut = nextCut(piece, begin + textUnits)) {
      yield held.join('') + piece.slice(begin, cut);
      [held, heldUnits, begin] = [[], 0, cut];
    }
    held.push(piece.slice(begin));
    heldUnits += piece.length - begin;
    heldEnd = piece.at(-1) ?? heldEnd;
  }
  if (heldUnits > 0) yield held.join('');
}

/** The first place to cut `text` at or behind `from`; 0 where there is none. */
function nextCut(text: string, from: number): number {
  for (let at = text.indexOf('\n', Math.max(0, from - 1)); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (isCut(newline, text.charCodeAt(at + 1))) return at + 1;
  }
  return 0;
}

const newline = 0x0a;

function isCut(before: number, after: number): boolean {
  return before === newline && isLetter(after);
}

function isLetter(unit: number): boolean {
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
