// Whether a text has at most so many tokens: a long one is decided by its length alone, or by its beginning.

import type { NativeTokenizer } from '@tokengraft/native';
import { addedTokensOf } from './added-tokens.js';
import { countIds } from './encode-ids.js';
import type { CheckedEncodeOptions } from './options.js';
import { cutsByKnownPatterns, pipelineFacts } from './pipeline-facts.js';
import type { TextInput } from './text-input.js';

export function isWithin(
  tokenizer: NativeTokenizer,
  text: TextInput,
  limit: number,
  options: CheckedEncodeOptions,
): boolean {
  if (exceedsByLength(tokenizer, text, limit)) return false;
  if (unitsAnId.some((units) => exceedsInBeginning(tokenizer, text, beginning + limit * units, limit, options))) {
    return false;
  }
  return countIds(tokenizer, text, options, limit) <= limit;
}

/** Whether the first `units`, up to a seam, before which all stays as it is whatever follows, have more than `limit` ids. */
function exceedsInBeginning(
  tokenizer: NativeTokenizer,
  text: TextInput,
  units: number,
  limit: number,
  options: CheckedEncodeOptions,
): boolean {
  if (typeof text !== 'string' || typeof options.special !== 'number' || text.length < 2 * units) return false;
  const seam = tokenizer.lastSeam(text.slice(0, units));
  return tokenizer.count(text.slice(0, seam), false, options.special, limit) > limit;
}

/**
 * Whether `text` surely has more than `limit` ids. Where no byte of a text can get lost, no token covers more bytes than
 * the longest one has, and a text has at least as many bytes as UTF-16 units. (The length of UTF-8 is that in bytes.)
 */
function exceedsByLength(tokenizer: NativeTokenizer, text: TextInput, limit: number): boolean {
  if (text.length <= limit * worthALook) return false;
  return text.length > limit * longestCover(tokenizer);
}

/** Shorter texts are counted at once: real tokens cover about four characters. */
const worthALook = 16;

/** How far to look, in UTF-16 units an id: Chinese has an id in two of them, nearly any text in sixteen. */
const unitsAnId = [2, worthALook];

/** UTF-16 units in which a seam is likely. */
const beginning = 1024;

const longestCovers = new WeakMap<NativeTokenizer, number>();

function longestCover(tokenizer: NativeTokenizer): number {
  const known = longestCovers.get(tokenizer);
  if (known !== undefined) return known;
  const longest = losesNothing(tokenizer) ? longestToken(tokenizer) : Infinity;
  longestCovers.set(tokenizer, longest);
  return longest;
}

/** Whether every byte of any text is covered by a token: nothing rewritten, no eaten spaces, a token for every byte. */
function losesNothing(tokenizer: NativeTokenizer): boolean {
  const facts = pipelineFacts(tokenizer);
  if (facts.normalizer.length > 0 || !cutsByKnownPatterns(facts)) return false;
  if (addedTokensOf(tokenizer).some((token) => token.lstrip || token.rstrip)) return false;
  return everyByteProbe.every((text) => tokenizer.decode(tokenizer.encode(text, false, literal), false) === text);
}

const literal = 1;

/** ASCII, and characters in which every byte that occurs in UTF-8 occurs. */
const everyByteProbe = [
  Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join(''),
  Array.from({ length: 1920 }, (_, index) => String.fromCharCode(128 + index)).join(''),
  Array.from({ length: 16 }, (_, index) =>
    String.fromCharCode(0x0f00 + index * 0x1000 - (index === 13 ? 0xf00 : 0)),
  ).join(''),
  Array.from({ length: 17 }, (_, plane) => String.fromCodePoint(plane * 0x10000 + 0x1234)).join(''),
];

/** Bytes of the longest token as it is spelt: never fewer than it stands for. */
function longestToken(tokenizer: NativeTokenizer): number {
  let longest = 1;
  const bound = tokenizer.idBound();
  for (let id = 0; id < bound; id++) longest = Math.max(longest, Buffer.byteLength(tokenizer.idToToken(id) ?? ''));
  return longest;
}
