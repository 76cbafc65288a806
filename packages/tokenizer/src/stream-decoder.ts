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
  return byteLevel ? decodeBytewise(tokenizer, skipSpecialTokens) : decodeByWindow(tokenizer, skipSpecialTokens);
}

/** The bytes of byte-level tokens stand for themselves, whatever stands beside them: only characters need care. */
function decodeBytewise(tokenizer: NativeTokenizer, skipSpecialTokens: boolean): StreamDecoder {
  const text = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push: (ids) => text.decode(tokenizer.decodeBytes(toIds(ids), skipSpecialTokens), { stream: true }),
    flush: () => text.decode(),
  };
}

/**
 * Other decoders treat the first token of a text in their own way, so ids are decoded together with the settled ones
 * before them, and what those alone give is cut off. A run of byte tokens is settled when it ends: one wrong byte changes
 * the text of the whole run.
 */
function decodeByWindow(tokenizer: NativeTokenizer, skipSpecialTokens: boolean): StreamDecoder {
  let settled: number[] = [];
  let open: number[] = [];
  const settle = (): string => {
    const before = tokenizer.decode(Uint32Array.from(settled), skipSpecialTokens);
    const all = tokenizer.decode(Uint32Array.from([...settled, ...open]), skipSpecialTokens);
    // Ids without a text of their own change nothing, except at the very beginning.
    if (settled.length === 0 || all.length > before.length) settled = open;
    open = [];
    return all.slice(before.length);
  };
  return {
    push(ids) {
      let text = '';
      for (const id of toIds(ids)) {
        open.push(id);
        if (!byteToken.test(tokenizer.idToToken(id) ?? '')) text += settle();
      }
      return text;
    },
    flush() {
      const text = settle();
      settled = [];
      return text;
    },
  };
}

const byteToken = /^<0x[0-9A-Fa-f]{2}>$/;

function toIds(ids: number | Uint32Array | readonly number[]): Uint32Array {
  return typeof ids === 'number'
    ? Uint32Array.of(expectInteger('ids', ids, 0, 0xffff_ffff))
    : expectTokenIds('ids', ids);
}
