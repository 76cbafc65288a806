// Decides which ids of one or two sequences stay, by the rules of Hugging Face `tokenizers`: lengths first, then chunks.

import { TokengraftError } from '@tokengraft/errors';
import { wholeSequence, type Chunk, type Chunks } from './sequence.js';
import { refuseWideStride, type TruncationOptions } from './truncation-options.js';

/** The lengths of one or two sequences: whole, and as far as the reference reads them (see reach.ts). */
export interface Lengths {
  readonly whole: readonly number[];
  readonly read: readonly number[];
}

/** The chunks of the sequences, when `inserted` ids of the template count, too. */
export function truncate(
  { whole, read }: Lengths,
  inserted: number,
  options: Required<TruncationOptions>,
): readonly Chunks[] {
  const room = options.maxLength - inserted;
  if (room < 0) refuseNarrow(options.maxLength, inserted);
  const because = inserted === 0 ? '' : ` beside the ${inserted} that the template adds`;
  refuseWideStride(options.stride, room, because);
  const kept = keptLengths(read, room, options);
  return whole.map((length, index) => cut(length, kept[index] ?? length, options));
}

function refuseNarrow(maxLength: number, inserted: number): never {
  const message = `truncation.maxLength is ${maxLength}, but the template alone adds ${inserted} ids; pass a larger maxLength or addSpecialTokens: false`;
  throw new TokengraftError('bad-argument', message, { option: 'truncation.maxLength', maxLength, inserted });
}

function keptLengths(
  lengths: readonly number[],
  room: number,
  { strategy }: Required<TruncationOptions>,
): readonly number[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (room === 0) return lengths.map(() => 0);
  if (total <= room) return lengths;
  if (strategy === 'longest_first') return shareRoom(lengths, room);
  return cutOne(lengths, strategy === 'only_first' ? 0 : 1, total - room, strategy);
}

/** The longer sequence gives first; when both must, each gets half, and the longer one what is odd. */
function shareRoom([first = 0, second]: readonly number[], room: number): readonly number[] {
  if (second === undefined) return [room];
  const half = Math.floor(room / 2);
  if (first <= half) return [first, room - first];
  if (second <= half) return [room - second, second];
  return first > second ? [room - half, half] : [half, room - half];
}

function cutOne(lengths: readonly number[], target: number, surplus: number, strategy: string): readonly number[] {
  const length = lengths[target];
  if (length === undefined) {
    const message = `truncation.strategy is ${strategy}, but there is no second sequence; pass pair or another strategy`;
    throw new TokengraftError('bad-argument', message, { option: 'truncation.strategy', strategy });
  }
  if (length <= surplus) {
    const message = `truncation.strategy is ${strategy}, but that sequence has ${length} ids and ${surplus} would have to go; pass a larger maxLength or longest_first`;
    throw new TokengraftError('bad-argument', message, { option: 'truncation.strategy', length, surplus });
  }
  return lengths.map((each, index) => (index === target ? each - surplus : each));
}

function cut(length: number, size: number, options: Required<TruncationOptions>): Chunks {
  if (size >= length) return wholeSequence(length);
  const nothing = { start: 0, stop: 0 };
  if (!options.overflow)
    return { kept: size === 0 ? nothing : firstChunk(length, size, options.side), overflowing: [] };
  if (size === 0) return { kept: nothing, overflowing: [{ start: 0, stop: length }] };
  refuseWideStride(options.stride, size, ' after sharing the room between two sequences');
  const [kept = nothing, ...overflowing] = chunksOf(length, size, options);
  return { kept, overflowing };
}

function firstChunk(length: number, size: number, side: 'left' | 'right'): Chunk {
  return side === 'right' ? { start: 0, stop: size } : { start: length - size, stop: length };
}

/** All chunks of `size` ids, each repeating `stride` ids of the one before, until the other end is reached. */
function chunksOf(length: number, size: number, { side, stride }: Required<TruncationOptions>): Chunk[] {
  const chunks: Chunk[] = [];
  for (let begin = 0; ; begin += size - stride) {
    const end = Math.min(begin + size, length);
    chunks.push(side === 'right' ? { start: begin, stop: end } : { start: length - end, stop: length - begin });
    if (end === length) return chunks;
  }
}
