// The pieces of a token under the old tokenizer: the ids it gives for exactly the text the token stands for, in the middle
// of a sentence.

import { isUtf8 } from 'node:buffer';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { OldVocabulary } from './init/init-method.js';

export interface PieceFinder {
  /** The ids of `text`: without those of a template, without a word marker that the text does not have. */
  ofText(text: string): readonly number[];
  /** The ids of bytes that need not be whole characters: a stray byte is a piece of its own. */
  ofBytes(bytes: Uint8Array): readonly number[];
}

export function findPieces(tokenizer: Tokenizer): PieceFinder {
  const plain = (text: string): number[] => Array.from(tokenizer.encode(text, { addSpecialTokens: false }));
  const marked = marksFirstWord(tokenizer);
  let byteIds: ReadonlyMap<number, number> | undefined;
  const ofText = (text: string): readonly number[] => {
    const behind = marked ? piecesBehindAnchor(text, tokenizer, plain) : undefined;
    return behind ?? plain(text);
  };
  const ofByte = (byte: number): readonly number[] => {
    byteIds ??= idsOfBytes(tokenizer);
    const id = byteIds.get(byte);
    return id === undefined ? [] : [id];
  };
  const ofBytes = (bytes: Uint8Array): readonly number[] =>
    splitCharacters(bytes).flatMap((run) => (typeof run === 'number' ? ofByte(run) : ofText(run)));
  return { ofText, ofBytes };
}

/** What initialisation methods may ask of the tokenizer before the change. */
export function oldVocabulary(tokenizer: Tokenizer): OldVocabulary {
  const finder = findPieces(tokenizer);
  return {
    piecesOf: (text) => finder.ofText(text),
    idOf: (token) => tokenizer.tokenToId(token),
    hasId: (id) => tokenizer.idToToken(id) !== undefined,
  };
}

/** Tokenizers like Llama-2's put a word marker before every text: "foo" alone is encoded as " foo". */
function marksFirstWord(tokenizer: Tokenizer): boolean {
  const [first] = tokenizer.encode('a', { addSpecialTokens: false });
  return first !== undefined && /^[▁Ġ]/u.test(tokenizer.idToToken(first) ?? '');
}

/** Characters that hardly ever merge with what follows; that they did not is checked. */
const anchors = ['\n', '\t', '(', '"', '\u0001'];

/** The pieces of `text` behind a character that takes the word marker in its place. */
function piecesBehindAnchor(
  text: string,
  tokenizer: Tokenizer,
  plain: (text: string) => number[],
): readonly number[] | undefined {
  for (const anchor of anchors) {
    const head = plain(anchor);
    const whole = plain(anchor + text);
    const isPrefix = head.every((id, index) => whole[index] === id);
    if (isPrefix && tokenizer.decode(whole) === tokenizer.decode(head) + text) return whole.slice(head.length);
  }
  return undefined;
}

/** The bytes that token `id` stands for inside a text: decoders treat the first token of a text in their own way. */
export function bytesOfToken(tokenizer: Tokenizer, id: number): Uint8Array {
  const before = tokenizer.encode('a', { addSpecialTokens: false }).slice(-1);
  const length = tokenizer.decodeBytes(before).length;
  const bytes = tokenizer.decodeBytes([...before, id]).subarray(length);
  const token = tokenizer.idToToken(id) ?? '';
  // Decoders repair a stray byte; what the token stands for is its number, unless the vocabulary has no byte tokens.
  const isByte = byteToken.test(token) && Buffer.from(bytes).toString('utf8') !== token;
  return isByte ? Uint8Array.of(Number.parseInt(token.slice(3, 5), 16)) : bytes;
}

/** How vocabularies with byte fallback spell their bytes. */
export const byteToken = /^<0x[0-9A-F]{2}>$/;

/** The text that token `id` decodes to inside a text. */
export function decodeToken(tokenizer: Tokenizer, id: number): string {
  return Buffer.from(bytesOfToken(tokenizer, id)).toString('utf8');
}

/** The ids of tokens that stand for one byte. */
function idsOfBytes(tokenizer: Tokenizer): ReadonlyMap<number, number> {
  const ids = new Map<number, number>();
  for (let id = 0; id < tokenizer.idBound; id++) {
    const bytes = tokenizer.idToToken(id) === undefined ? undefined : bytesOfToken(tokenizer, id);
    const [byte] = bytes ?? [];
    if (bytes?.length === 1 && byte !== undefined && !ids.has(byte)) ids.set(byte, id);
  }
  return ids;
}

/** Runs of whole characters as text, every other byte as its number. */
export function splitCharacters(bytes: Uint8Array): (string | number)[] {
  const runs: (string | number)[] = [];
  let begin = 0;
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (begin < at) runs.push(Buffer.from(bytes.subarray(begin, at)).toString('utf8'));
    runs.push(bytes[at] ?? 0);
    begin = at += 1;
  }
  if (begin < bytes.length) runs.push(Buffer.from(bytes.subarray(begin)).toString('utf8'));
  return runs;
}

/** How many bytes the character at `at` has; 0 where no whole character begins. */
function characterLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}
