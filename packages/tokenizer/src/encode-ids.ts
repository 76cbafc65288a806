// Ids of texts under any special-token policy. One policy for a whole text is the native side's; a split text is encoded
// in pieces and framed here.

import type { NativeBatch, NativeTokenizer, SpecialPolicyNumber } from '@tokengraft/native';
import type { BatchRun } from './batch-run.js';
import { frameOf, type Frame } from './framing/frame.js';
import type { CheckedEncodeOptions } from './options.js';
import { planSpecials, type SpecialPiece, type SpecialPlan } from './special/special-plan.js';
import { stringOf, type TextInput } from './text-input.js';

const literal = 1;
const nothing = new Uint32Array();

export function encodeIds(tokenizer: NativeTokenizer, text: TextInput, options: CheckedEncodeOptions): Uint32Array {
  const { addSpecialTokens, special } = options;
  if (typeof special === 'number') return encodeWhole(tokenizer, text, addSpecialTokens, special);
  const plan = planSpecials(tokenizer, stringOf(text), special);
  if ('policy' in plan) return encodeWhole(tokenizer, text, addSpecialTokens, plan.policy);
  const ids = concatenate(plan.pieces.map((piece) => idsOfPiece(tokenizer, piece)));
  return frameIds(ids, frameOf(tokenizer, false, addSpecialTokens));
}

/**
 * The ids of short texts are copied out of memory that stays: JavaScript makes an array of 150 ids in half the time that
 * native code needs for it. Of longer texts native code makes the array.
 */
const slab = new Uint32Array(16_384);
const shortText = 4096;

function encodeWhole(
  tokenizer: NativeTokenizer,
  text: TextInput,
  addSpecialTokens: boolean,
  special: SpecialPolicyNumber,
): Uint32Array {
  if (text.length > shortText) return tokenizer.encode(text, addSpecialTokens, special);
  const count = tokenizer.encodeInto(text, slab, addSpecialTokens, special);
  return count <= slab.length ? slab.slice(0, count) : tokenizer.encode(text, addSpecialTokens, special);
}

/** How many ids `text` has; the first of them, as many as fit, are written into `target`. */
export function encodeIdsInto(
  tokenizer: NativeTokenizer,
  text: TextInput,
  target: Uint32Array,
  options: CheckedEncodeOptions,
): number {
  const { addSpecialTokens, special } = options;
  if (typeof special === 'number') return tokenizer.encodeInto(text, target, addSpecialTokens, special);
  const ids = encodeIds(tokenizer, text, options);
  target.set(ids.subarray(0, target.length));
  return ids.length;
}

/** How many ids `text` has; above `limit` any number that is. */
export function countIds(
  tokenizer: NativeTokenizer,
  text: TextInput,
  options: CheckedEncodeOptions,
  limit?: number,
): number {
  const { addSpecialTokens, special } = options;
  if (typeof special === 'number') return tokenizer.count(text, addSpecialTokens, special, limit);
  const plan = planSpecials(tokenizer, stringOf(text), special);
  if ('policy' in plan) return tokenizer.count(text, addSpecialTokens, plan.policy, limit);
  return encodeIds(tokenizer, text, options).length;
}

/** The ids of each text. */
export async function encodeManyIds(
  tokenizer: NativeTokenizer,
  texts: readonly string[],
  options: CheckedEncodeOptions,
  { threads, cancel, device }: BatchRun,
): Promise<Uint32Array[]> {
  const { addSpecialTokens, special } = options;
  if (typeof special === 'number') {
    return viewsOf(await tokenizer.encodeBatch(texts, addSpecialTokens, special, threads, cancel, device));
  }
  const plans = texts.map((text) => planSpecials(tokenizer, text, special));
  const answers: Uint32Array[] = texts.map(() => nothing);
  for (const policy of [0, 1] as const) {
    const indices = texts.flatMap((_, index) => (isPolicy(plans[index], policy) ? [index] : []));
    const chosen = indices.map((index) => texts[index] ?? '');
    const ids = viewsOf(await tokenizer.encodeBatch(chosen, addSpecialTokens, policy, threads, cancel, device));
    for (const [at, index] of indices.entries()) answers[index] = ids[at] ?? nothing;
  }
  const pieceTexts = plans.flatMap(piecesOf).flatMap(textOf);
  const encoded = viewsOf(await tokenizer.encodeBatch(pieceTexts, false, literal, threads, cancel, device)).values();
  for (const [index, plan] of plans.entries()) {
    if (!('pieces' in plan)) continue;
    const parts = plan.pieces.map((piece) => ('token' in piece ? Uint32Array.of(piece.token.id) : nextOf(encoded)));
    answers[index] = frameIds(concatenate(parts), frameOf(tokenizer, false, addSpecialTokens));
  }
  return answers;
}

function piecesOf(plan: SpecialPlan): readonly SpecialPiece[] {
  return 'pieces' in plan ? plan.pieces : [];
}

function textOf(piece: SpecialPiece): readonly string[] {
  return 'text' in piece ? [piece.text] : [];
}

function nextOf(encoded: Iterator<Uint32Array>): Uint32Array {
  const next = encoded.next();
  return next.done === true ? nothing : next.value;
}

/** How many ids each text has. */
export async function countManyIds(
  tokenizer: NativeTokenizer,
  texts: readonly string[],
  options: CheckedEncodeOptions,
  { threads, cancel, device }: BatchRun,
): Promise<Float64Array> {
  const { addSpecialTokens, special } = options;
  if (typeof special === 'number')
    return tokenizer.countBatch(texts, addSpecialTokens, special, threads, cancel, device);
  const ids = await encodeManyIds(tokenizer, texts, options, { threads, cancel, device });
  return Float64Array.from(ids, (each) => each.length);
}

function isPolicy(plan: ReturnType<typeof planSpecials> | undefined, policy: 0 | 1): boolean {
  return plan !== undefined && 'policy' in plan && plan.policy === policy;
}

function viewsOf({ ids, begins }: NativeBatch): Uint32Array[] {
  return Array.from({ length: begins.length - 1 }, (_, index) => ids.subarray(begins[index], begins[index + 1]));
}

function idsOfPiece(tokenizer: NativeTokenizer, piece: SpecialPiece): Uint32Array {
  return 'token' in piece ? Uint32Array.of(piece.token.id) : tokenizer.encode(piece.text, false, literal);
}

function frameIds(ids: Uint32Array, frame: Frame): Uint32Array {
  return concatenate(frame.map((part) => (part.kind === 'sequence' ? ids : Uint32Array.of(part.id))));
}

function concatenate(parts: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
