// Makes encodings: by the native side alone where nothing is cut, else sequence by sequence, so that truncation comes
// before the template as the reference has it.

import { setImmediate } from 'node:timers/promises';
import { expectArray, expectString, throwIfAborted } from '@tokengraft/errors';
import { leaveOnAbort, type NativeEncoding, type NativeTokenizer } from '@tokengraft/native';
import type { Encoding } from './encoding.js';
import { assemble } from './framing/assemble.js';
import { encodeSequence, toSequence } from './framing/encode-sequence.js';
import { frameOf, insertedIds } from './framing/frame.js';
import { spellIds, withTokens } from './framing/lazy-tokens.js';
import { padAll } from './framing/pad.js';
import { reachOf } from './framing/reach.js';
import { wholeSequence, type Chunks, type Sequence } from './framing/sequence.js';
import { truncate } from './framing/truncate.js';
import type { CheckedEncodingOptions } from './options.js';

/** A text, or two that the template joins. */
export type EncodingInput = string | readonly [text: string, pair: string];

type Texts = readonly [text: string, pair?: string];

export function encodeFully(tokenizer: NativeTokenizer, texts: Texts, options: CheckedEncodingOptions): Encoding {
  const encoding = encodeUnpadded(tokenizer, texts, options);
  return options.padding === undefined ? encoding : (padAll([encoding], options.padding)[0] ?? encoding);
}

/** UTF-16 units encoded between two turns of the event loop: a few milliseconds of work. */
const unitsPerTurn = 100_000;

/** Encodes `inputs` in their order and pads them to one length. */
export async function encodeEachFully(
  tokenizer: NativeTokenizer,
  inputs: unknown,
  options: CheckedEncodingOptions & { readonly signal: AbortSignal | undefined },
): Promise<Encoding[]> {
  const all = expectArray('texts', inputs).map((input, index) => readInput(`texts[${index}]`, input));
  const encodings: Encoding[] = [];
  let units = 0;
  throwIfAborted(options.signal);
  for (const texts of all) {
    const length = texts[0].length + (texts[1]?.length ?? 0);
    const isLong = length > unitsPerTurn;
    encodings.push(await (isLong ? encodeLong : encodeUnpadded)(tokenizer, texts, options));
    units += isLong ? 0 : length;
    if (units < unitsPerTurn) continue;
    units = 0;
    await setImmediate();
    throwIfAborted(options.signal);
  }
  return options.padding === undefined ? encodings : padAll(encodings, options.padding);
}

function readInput(name: string, input: unknown): Texts {
  if (!Array.isArray(input)) return [expectString(name, input)];
  if (input.length !== 2) throw new TypeError(`expected a text or two of them for ${name}, received ${input.length}`);
  return [expectString(`${name}[0]`, input[0]), expectString(`${name}[1]`, input[1])];
}

function encodeUnpadded(tokenizer: NativeTokenizer, texts: Texts, options: CheckedEncodingOptions): Encoding {
  const { addSpecialTokens, special, unit, truncation } = options;
  if (truncation === undefined && typeof special === 'number') {
    return toEncoding(tokenizer.encoding(texts[0], texts[1], addSpecialTokens, special, unit), tokenizer);
  }
  const sequences = givenOf(texts).map((text) => encodeSequence(tokenizer, text, special, unit));
  return frameSequences(tokenizer, sequences, options);
}

/** The same off the main thread. Special tokens given as sets are looked up here, so such texts are encoded here, too. */
async function encodeLong(
  tokenizer: NativeTokenizer,
  texts: Texts,
  options: CheckedEncodingOptions & { readonly signal: AbortSignal | undefined },
): Promise<Encoding> {
  const { addSpecialTokens, special, unit, truncation, signal } = options;
  if (typeof special !== 'number') return encodeUnpadded(tokenizer, texts, options);
  const encode = async (text: string, pair: string | undefined, add: boolean): Promise<NativeEncoding> =>
    leaveOnAbort(signal, (cancel) => tokenizer.encodingAsync(text, pair, add, special, unit, cancel));
  if (truncation === undefined) return toEncoding(await encode(texts[0], texts[1], addSpecialTokens), tokenizer);
  const encoded = await Promise.all(givenOf(texts).map((text) => encode(text, undefined, false)));
  return frameSequences(tokenizer, encoded.map(toSequence), options);
}

function givenOf(texts: Texts): readonly string[] {
  return texts.filter((text) => text !== undefined);
}

function frameSequences(
  tokenizer: NativeTokenizer,
  sequences: readonly Sequence[],
  { addSpecialTokens, truncation }: CheckedEncodingOptions,
): Encoding {
  const frame = frameOf(tokenizer, sequences.length > 1, addSpecialTokens);
  const chunks = chunksOf(tokenizer, sequences, insertedIds(frame), truncation);
  return assemble(tokenizer, { sequences, chunks, frame });
}

function chunksOf(
  tokenizer: NativeTokenizer,
  sequences: readonly Sequence[],
  inserted: number,
  truncation: CheckedEncodingOptions['truncation'],
): readonly Chunks[] {
  const whole = sequences.map(({ ids }) => ids.length);
  if (truncation === undefined) return whole.map(wholeSequence);
  const read = sequences.map((sequence, index) => reachOf(tokenizer, sequence, index, truncation));
  return truncate({ whole, read }, inserted, truncation);
}

function toEncoding(native: NativeEncoding, tokenizer: NativeTokenizer): Encoding {
  const encoding = {
    ids: native.ids,
    offsets: native.offsets,
    attentionMask: new Uint8Array(native.ids.length).fill(1),
    typeIds: native.typeIds,
    specialTokensMask: native.specialTokensMask,
    wordIds: native.wordIds,
    sequenceIds: native.sequenceIds,
    overflowing: [],
  };
  return withTokens(encoding, spellIds(tokenizer, native.ids));
}
