// How far the reference reads a sequence that will be cut: since version 0.23 it stops behind the word with which
// `maxLength` ids are there, and decides by what it has read then. Of two sequences that are both too long, the one it
// read more of gets the odd id; and a text of just `maxLength` ids needs no cut, whatever would follow.

import type { NativeTokenizer } from '@tokengraft/native';
import type { Sequence } from './sequence.js';
import type { TruncationOptions } from './truncation-options.js';

export function reachOf(
  tokenizer: NativeTokenizer,
  sequence: Sequence,
  index: number,
  { maxLength, side, strategy }: Required<TruncationOptions>,
): number {
  if (strategy === 'only_second' && index === 0) return sequence.ids.length;
  const added = addedIds(tokenizer);
  const { ids, wordIds } = sequence;
  const at = (step: number): number => (side === 'right' ? step : ids.length - 1 - step);
  for (let step = 0; step < ids.length; step++) {
    const endsWord = step + 1 === ids.length || wordIds[at(step)] !== wordIds[at(step + 1)];
    // Added tokens are there before anything is read, and do not end the reading.
    if (step + 1 >= maxLength && endsWord && !added.has(ids[at(step)] ?? 0)) return step + 1;
  }
  return ids.length;
}

const known = new WeakMap<NativeTokenizer, ReadonlySet<number>>();

function addedIds(tokenizer: NativeTokenizer): ReadonlySet<number> {
  const ids = known.get(tokenizer) ?? new Set(tokenizer.addedTokens().ids);
  known.set(tokenizer, ids);
  return ids;
}
