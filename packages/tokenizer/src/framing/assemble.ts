// Puts the frame around the chunks of sequences: the encoding that is kept, and one for each combination of what was cut
// off, in the order in which the reference merges them.

import { TokengraftError } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';
import type { Encoding } from '../encoding.js';
import { pipelineFacts } from '../pipeline-facts.js';
import type { Frame, FramePart } from './frame.js';
import type { Chunk, Chunks, Sequence } from './sequence.js';
import { spellIds, withOverflowing, withTokens } from './lazy-tokens.js';
import { placeChunk } from './trimmed-begin.js';

/** A run of ids: one that the template inserts, or a chunk of a sequence. */
type Segment =
  | { readonly id: number; readonly typeId: number }
  | { readonly chunk: Chunk; readonly sequence: number; readonly typeId: number };

interface Draft {
  readonly kept: readonly Segment[];
  readonly overflowing: readonly (readonly Segment[])[];
}

export interface Truncated {
  readonly sequences: readonly Sequence[];
  readonly chunks: readonly Chunks[];
  readonly frame: Frame;
}

export function assemble(tokenizer: NativeTokenizer, truncated: Truncated): Encoding {
  refuseFlood(truncated);
  const draft = truncated.frame
    .map((part) => draftOf(part, truncated.chunks, overflowType(tokenizer, truncated.frame)))
    .reduce(join, { kept: [], overflowing: [] });
  const build = (segments: readonly Segment[]): Encoding => buildEncoding(tokenizer, segments, truncated.sequences);
  return withOverflowing(build(draft.kept), draft.overflowing.map(build));
}

/** Ids of all overflowing encodings together: two sequences overflow in every combination of their chunks. */
const floodIds = 2 ** 26;

function refuseFlood({ chunks, frame }: Truncated): void {
  const parts = frame.flatMap((part) => (part.kind === 'sequence' ? (chunks[part.sequence] ?? []) : []));
  const count = parts.reduce((product, each) => product * (1 + each.overflowing.length), 1) - 1;
  const length = parts.reduce(
    (sum, each) => sum + Math.max(sizeOf(each.kept), ...each.overflowing.slice(0, 1).map(sizeOf)),
    0,
  );
  if (count * length <= floodIds) return;
  const message = `truncation leaves ${count} overflowing encodings of about ${length} ids; pass overflow: false, a smaller stride or a larger maxLength`;
  throw new TokengraftError('limit', message, { option: 'truncation', count, length });
}

function sizeOf({ start, stop }: Chunk): number {
  return stop - start;
}

/**
 * A template types the kept part of a sequence only; what overflows keeps the number of its sequence. RoBERTa's
 * post-processor builds both anew, with type 0.
 */
function overflowType(tokenizer: NativeTokenizer, frame: Frame): (sequence: number) => number {
  const inserts = frame.some((part) => part.kind === 'inserted');
  const roberta = pipelineFacts(tokenizer).post_processor.includes('RobertaProcessing');
  return inserts && roberta ? () => 0 : (sequence) => sequence;
}

function draftOf(part: FramePart, chunks: readonly Chunks[], typeOf: (sequence: number) => number): Draft {
  if (part.kind === 'inserted') return { kept: [{ id: part.id, typeId: part.typeId }], overflowing: [] };
  const { sequence, typeId } = part;
  const { kept, overflowing } = chunks[sequence] ?? { kept: { start: 0, stop: 0 }, overflowing: [] };
  return {
    kept: [{ chunk: kept, sequence, typeId }],
    overflowing: overflowing.map((chunk) => [{ chunk, sequence, typeId: typeOf(sequence) }]),
  };
}

function join(left: Draft, right: Draft): Draft {
  const fromLeft = left.overflowing.flatMap((part) =>
    [right.kept, ...right.overflowing].map((other) => [...part, ...other]),
  );
  const fromRight = right.overflowing.map((part) => [...left.kept, ...part]);
  return { kept: [...left.kept, ...right.kept], overflowing: [...fromLeft, ...fromRight] };
}

function buildEncoding(
  tokenizer: NativeTokenizer,
  segments: readonly Segment[],
  sequences: readonly Sequence[],
): Encoding {
  const length = segments.reduce((sum, segment) => sum + ('chunk' in segment ? sizeOf(segment.chunk) : 1), 0);
  const encoding = emptyEncoding(length);
  let at = 0;
  for (const segment of segments) {
    if ('chunk' in segment) at += placeSequence(tokenizer, encoding, at, segment, sequences[segment.sequence]);
    else at += placeInserted(encoding, at, segment);
  }
  return withTokens(encoding, spellIds(tokenizer, encoding.ids));
}

type Draftable = Omit<Encoding, 'tokens'>;

function emptyEncoding(length: number): Draftable {
  return {
    ids: new Uint32Array(length),
    offsets: new Uint32Array(2 * length),
    attentionMask: new Uint8Array(length).fill(1),
    typeIds: new Uint8Array(length),
    specialTokensMask: new Uint8Array(length),
    wordIds: new Int32Array(length).fill(-1),
    sequenceIds: new Int32Array(length).fill(-1),
    overflowing: [],
  };
}

function placeInserted(
  encoding: Draftable,
  at: number,
  { id, typeId }: { readonly id: number; readonly typeId: number },
): number {
  encoding.ids[at] = id;
  encoding.typeIds[at] = typeId;
  encoding.specialTokensMask[at] = 1;
  return 1;
}

function placeSequence(
  tokenizer: NativeTokenizer,
  encoding: Draftable,
  at: number,
  { chunk, sequence, typeId }: Extract<Segment, { chunk: Chunk }>,
  source: Sequence | undefined,
): number {
  if (source === undefined) return 0;
  const { start, stop } = chunk;
  encoding.ids.set(source.ids.subarray(start, stop), at);
  encoding.offsets.set(placeChunk(tokenizer, source, chunk), 2 * at);
  encoding.typeIds.fill(typeId, at, at + stop - start);
  encoding.wordIds.set(source.wordIds.subarray(start, stop), at);
  encoding.sequenceIds.fill(sequence, at, at + stop - start);
  return stop - start;
}
