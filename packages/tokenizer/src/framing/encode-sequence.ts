// Encodes one sequence without a template, under any special-token policy, with all that is known about its ids.

import type { NativeEncoding, NativeTokenizer, OffsetUnitNumber, SpecialPolicyNumber } from '@tokengraft/native';
import type { CheckedEncodeOptions } from '../options.js';
import { planSpecials, type SpecialPiece } from '../special/special-plan.js';
import type { Sequence } from './sequence.js';

const literal = 1;

export function encodeSequence(
  tokenizer: NativeTokenizer,
  text: string,
  special: CheckedEncodeOptions['special'],
  unit: OffsetUnitNumber,
): Sequence {
  if (typeof special === 'number') return encodeUnder(tokenizer, text, special, unit);
  const plan = planSpecials(tokenizer, text, special);
  if ('policy' in plan) return encodeUnder(tokenizer, text, plan.policy, unit);
  return joinPieces(
    plan.pieces.map((piece) => encodePiece(tokenizer, piece, unit)),
    plan.pieces.map(({ start }) => lengthIn(text.slice(0, start), unit)),
  );
}

function encodeUnder(
  tokenizer: NativeTokenizer,
  text: string,
  policy: SpecialPolicyNumber,
  unit: OffsetUnitNumber,
): Sequence {
  return toSequence(tokenizer.encoding(text, undefined, false, policy, unit));
}

export function toSequence({ ids, offsets, wordIds }: NativeEncoding): Sequence {
  return { ids, offsets, wordIds };
}

function encodePiece(tokenizer: NativeTokenizer, piece: SpecialPiece, unit: OffsetUnitNumber): Sequence {
  if ('text' in piece) return encodeUnder(tokenizer, piece.text, literal, unit);
  const { id, content } = piece.token;
  const end = lengthIn(content, unit);
  return {
    ids: Uint32Array.of(id),
    offsets: Uint32Array.of(0, end),
    wordIds: Int32Array.of(0),
  };
}

/** The pieces of one text; their words are numbered on. */
function joinPieces(pieces: readonly Sequence[], starts: readonly number[]): Sequence {
  let words = 0;
  const ids: number[] = [];
  const offsets: number[] = [];
  const wordIds: number[] = [];
  for (const [index, piece] of pieces.entries()) {
    for (const id of piece.ids) ids.push(id);
    for (const offset of piece.offsets) offsets.push(offset + (starts[index] ?? 0));
    for (const word of piece.wordIds) wordIds.push(word < 0 ? word : word + words);
    words += 1 + piece.wordIds.reduce((last, word) => Math.max(last, word), -1);
  }
  return {
    ids: Uint32Array.from(ids),
    offsets: Uint32Array.from(offsets),
    wordIds: Int32Array.from(wordIds),
  };
}

/** 1 = UTF-8 bytes, 2 = UTF-16 units, 3 = code points. */
function lengthIn(text: string, unit: OffsetUnitNumber): number {
  if (unit === 2) return text.length;
  return unit === 1 ? Buffer.byteLength(text) : Array.from(text).length;
}
