// Makes encodings: by the native side alone where nothing is cut, else sequence by sequence, so that truncation comes
// before the template as the reference has it.

import { setImmediate } from 'node:timers/promises';
import { expectArray, expectString, throwIfAborted } from '@tokengraft/errors';
import type { NativeEncoding, NativeTokenizer } from '@tokengraft/native';
import type { Encoding } from './encoding.js';
import { assemble } from './framing/assemble.js';
import { encodeSequence } from './framing/encode-sequence.js';
import { frameOf, insertedIds } from './framing/frame.js';
import { padAll } from './framing/pad.js';
import { reachOf } from './framing/reach.js';
import { tokensOf, wholeSequence, type Chunks, type Sequence } from './framing/sequence.js';
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
    encodings.push(encodeUnpadded(tokenizer, texts, options));
    units += texts[0].length + (texts[1]?.length ?? 0);
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
  const given = texts.filter((text) => text !== undefined);
  const sequences = given.map((text) => encodeSequence(tokenizer, text, special, unit));
  const frame = frameOf(tokenizer, given.length > 1, addSpecialTokens);
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
  return {
    ids: native.ids,
    tokens: tokensOf(tokenizer, native.ids),
    offsets: native.offsets,
    attentionMask: new Uint8Array(native.ids.length).fill(1),
    typeIds: native.typeIds,
    specialTokensMask: native.specialTokensMask,
    wordIds: native.wordIds,
    sequenceIds: native.sequenceIds,
    overflowing: [],
  };
}
