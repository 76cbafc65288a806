// The frame that a tokenizer's post-processor puts around sequences, as it shows on a probe: which ids it inserts, where
// the sequences stand, and their type ids.

import { TokengraftError } from '@tokengraft/errors';
import type { NativeEncoding, NativeTokenizer } from '@tokengraft/native';

export type FramePart =
  | { readonly kind: 'inserted'; readonly id: number; readonly typeId: number }
  | { readonly kind: 'sequence'; readonly sequence: number; readonly typeId: number };

export type Frame = readonly FramePart[];

const frames = new WeakMap<NativeTokenizer, Map<string, Frame>>();

/** The frame of one sequence or of two; without special tokens it inserts nothing but still orders and types. */
export function frameOf(tokenizer: NativeTokenizer, hasPair: boolean, addSpecialTokens: boolean): Frame {
  const known = frames.get(tokenizer) ?? new Map<string, Frame>();
  frames.set(tokenizer, known);
  const key = `${hasPair} ${addSpecialTokens}`;
  const frame = known.get(key) ?? observe(tokenizer, hasPair, addSpecialTokens);
  known.set(key, frame);
  return frame;
}

/** How many ids the template adds. */
export function insertedIds(frame: Frame): number {
  return frame.filter((part) => part.kind === 'inserted').length;
}

const literal = 1;
const noOffsets = 0;

function observe(tokenizer: NativeTokenizer, hasPair: boolean, addSpecialTokens: boolean): Frame {
  const probe = findProbe(tokenizer);
  const length = tokenizer.count(probe, false, literal);
  const pair = hasPair ? probe : undefined;
  const framed = tokenizer.encoding(probe, pair, addSpecialTokens, literal, noOffsets);
  const parts: FramePart[] = [];
  for (let at = 0; at < framed.ids.length;) {
    const part = partAt(framed, at);
    parts.push(part);
    at += part.kind === 'inserted' ? 1 : length;
  }
  return parts;
}

function partAt({ ids, typeIds, sequenceIds }: NativeEncoding, at: number): FramePart {
  const sequence = sequenceIds[at] ?? -1;
  const typeId = typeIds[at] ?? 0;
  return sequence < 0 ? { kind: 'inserted', id: ids[at] ?? 0, typeId } : { kind: 'sequence', sequence, typeId };
}

/** A text with at least one id: a letter, or where the vocabulary has none, what a token is spelt like. */
function findProbe(tokenizer: NativeTokenizer): string {
  for (const text of ['a', '1', '.']) if (tokenizer.count(text, false, literal) > 0) return text;
  for (let id = 0; id < tokenizer.idBound(); id++) {
    const token = tokenizer.idToToken(id);
    if (token !== undefined && tokenizer.count(token, false, literal) > 0) return token;
  }
  throw new TokengraftError('unsupported', 'the tokenizer makes no id of any text, so its template cannot be observed');
}
