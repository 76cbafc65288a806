// Post-processors that trim spaces off offsets spare the first token of every chunk when a prefix space may have been
// added to it: there the space that was trimmed is put back.

import type { NativeTokenizer } from '@tokengraft/native';
import type { Chunk, Sequence } from './sequence.js';

/** The offsets of a chunk's ids. */
export function placeChunk(
  tokenizer: NativeTokenizer,
  { ids, offsets }: Sequence,
  { start, stop }: Chunk,
): Uint32Array {
  const own = offsets.subarray(2 * start, 2 * stop);
  const [begin = 0, end = 0] = own;
  const [id] = ids.subarray(start, stop);
  if (start === 0 || begin === 0 || id === undefined) return own;
  if (!oneSpace.test(tokenizer.idToToken(id) ?? '') || !sparesFirstSpace(tokenizer)) return own;
  const spared = own.slice();
  spared[0] = begin - 1;
  // A token that is nothing but the space was trimmed to its end, and is now trimmed to its beginning.
  if (begin === end) spared[1] = begin - 1;
  return spared;
}

const oneSpace = /^[Ġ ](?![Ġ\s])/;

const spared = new WeakMap<NativeTokenizer, boolean>();

/** Whether offsets leave out the space before a later word, but not the one before the first. */
function sparesFirstSpace(tokenizer: NativeTokenizer): boolean {
  const known = spared.get(tokenizer);
  if (known !== undefined) return known;
  const answer = spaceBegin(tokenizer, 'a a') === 2 && spaceBegin(tokenizer, ' a') === 0;
  spared.set(tokenizer, answer);
  return answer;
}

const literal = 1;
const codePoints = 3;

/** Where the first token that begins with a space stands. */
function spaceBegin(tokenizer: NativeTokenizer, text: string): number | undefined {
  const { ids, offsets } = tokenizer.encoding(text, undefined, false, literal, codePoints);
  const index = Array.from(ids).findIndex((id) => oneSpace.test(tokenizer.idToToken(id) ?? ''));
  return index < 0 ? undefined : offsets[2 * index];
}
