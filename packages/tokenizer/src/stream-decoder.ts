// Decodes ids as they arrive and never shows half a character.

import { expectInteger, expectTokenIds } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';
import { pipelineFacts } from './pipeline-facts.js';

export interface StreamDecoder {
  /** The text that is certain after `ids` (one id or several); bytes of an unfinished character are held back. */
  push(ids: number | Uint32Array | readonly number[]): string;
  /** The text of what is still held back (U+FFFD for a character that never came); the decoder begins anew. */
  flush(): string;
}

/** All texts of a stream, joined, equal the text of all ids decoded at once. */
export function createStreamDecoder(tokenizer: NativeTokenizer, skipSpecialTokens: boolean): StreamDecoder {
  const { decoder } = pipelineFacts(tokenizer);
  const byteLevel = decoder.length === 1 && decoder[0] === 'ByteLevel';
  if (byteLevel) return decodeBytewise(tokenizer, skipSpecialTokens);
  const rewrites = decoder.includes('sentencepiece_denormalized');
  return rewrites ? decodeAtOnce(tokenizer, skipSpecialTokens) : decodeByWindow(tokenizer, skipSpecialTokens);
}

/**
 * The bytes of byte-level tokens stand for themselves, whatever stands beside them: only characters need care. A text
 * without U+FFFD has no part of one, and is made with the one call that is fastest.
 */
function decodeBytewise(tokenizer: NativeTokenizer, skipSpecialTokens: boolean): StreamDecoder {
  let held: Uint8Array = nothing;
  const pushBytes = (ids: Uint32Array): string => {
    const bytes = joined(held, tokenizer.decodeBytes(ids, skipSpecialTokens));
    const end = bytes.length - unfinishedBytes(bytes);
    held = bytes.slice(end);
    return textOf(bytes.subarray(0, end));
  };
  const read = idReader();
  return {
    push(given) {
      const ids = read(given);
      if (held.length > 0) return pushBytes(ids);
      const text = tokenizer.decode(ids, skipSpecialTokens);
      return text.includes(replacement) ? pushBytes(ids) : text;
    },
    flush() {
      const text = textOf(held);
      held = nothing;
      return text;
    },
  };
}

const nothing = new Uint8Array();
const replacement = '\ufffd';
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

function textOf(bytes: Uint8Array): string {
  return bytes.length === 0 ? '' : utf8.decode(bytes);
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** How many bytes at the end may become a character with bytes that are still to come. */
function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < characterLength(byte) ? back : 0;
  }
  return 0;
}

function characterLength(lead: number): number {
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/**
 * Other decoders treat the first token of a text in their own way, so ids are decoded together with a few settled ones
 * before them, and what those alone give is cut off. A run of byte tokens is settled when it ends: one wrong byte changes
 * the text of the whole run.
 */
function decodeByWindow(tokenizer: NativeTokenizer, skipSpecialTokens: boolean): StreamDecoder {
  const read = idReader();
  const kindOf = kindReader(tokenizer, skipSpecialTokens);
  const decode = (begin: number, end: number): string => tokenizer.decode(window.subarray(begin, end), false);
  let window: Uint32Array = new Uint32Array(64); // settled ids, then open ones
  let length = 0;
  let settled = 0;
  let settledText = '';
  const settle = (end: number): string => {
    const text = decode(0, end).slice(settledText.length);
    let begin = end;
    // Without a text of their own, ids do not show what the decoder takes from the beginning of a text.
    do settledText = decode(--begin, end);
    while (settledText === '' && begin > 0 && end - begin < mostSettled);
    window.copyWithin(0, begin, length);
    length -= begin;
    settled = end - begin;
    return text;
  };
  return {
    push(given) {
      const ids = read(given);
      if (length + ids.length > window.length) window = grown(window, length + ids.length);
      let end = settled;
      for (const id of ids) {
        const kind = kindOf(id);
        if (kind === 'none') continue;
        window[length++] = id;
        if (kind === 'text') end = length;
      }
      return end > settled ? settle(end) : '';
    },
    flush() {
      const text = length > settled ? settle(length) : '';
      [settled, length, settledText] = [0, 0, ''];
      return text;
    },
  };
}

/** Where a text is rewritten after decoding, the next id may change what the last one gave. */
function decodeAtOnce(tokenizer: NativeTokenizer, skipSpecialTokens: boolean): StreamDecoder {
  const read = idReader();
  let held: number[] = [];
  return {
    push(given) {
      for (const id of read(given)) held.push(id);
      return '';
    },
    flush() {
      const text = tokenizer.decode(Uint32Array.from(held), skipSpecialTokens);
      held = [];
      return text;
    },
  };
}

const mostSettled = 64;

function grown(window: Uint32Array, length: number): Uint32Array {
  const larger = new Uint32Array(Math.max(length, 2 * window.length));
  larger.set(window);
  return larger;
}

/** What the decoder makes of an id: a text, a byte of a run, or nothing because it is left out. */
type Kind = 'text' | 'byte' | 'none';

const byteToken = /^<0x[0-9A-Fa-f]{2}>$/;

function kindReader(tokenizer: NativeTokenizer, skipSpecialTokens: boolean): (id: number) => Kind {
  const known = new Map<number, Kind>();
  const read = (id: number): Kind => {
    if (skipSpecialTokens && isLeftOut(tokenizer, id)) return 'none';
    const token = tokenizer.idToToken(id);
    return token === undefined ? 'none' : byteToken.test(token) ? 'byte' : 'text';
  };
  return (id) => {
    const kind = known.get(id) ?? read(id);
    known.set(id, kind);
    return kind;
  };
}

/** The native side knows which special tokens are left out; what it makes of one alone shows it. */
function isLeftOut(tokenizer: NativeTokenizer, id: number): boolean {
  const ids = Uint32Array.of(id);
  return tokenizer.decode(ids, true) === '' && tokenizer.decode(ids, false) !== '';
}

/** A single id is read into memory that stays. */
function idReader(): (ids: number | Uint32Array | readonly number[]) => Uint32Array {
  const single = new Uint32Array(1);
  return (ids) => {
    if (typeof ids !== 'number') return expectTokenIds('ids', ids);
    single[0] = expectInteger('ids', ids, 0, 0xffff_ffff);
    return single;
  };
}
