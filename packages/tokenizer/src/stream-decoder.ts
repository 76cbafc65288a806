// Decodes ids as they arrive and never shows half a character.

import { expectInteger, expectTokenIds } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';

export interface StreamDecoder {
  /** The text that is certain after `ids` (one id or several); bytes of an unfinished character are held back. */
  push(ids: number | Uint32Array | readonly number[]): string;
  /** The text of what is still held back (U+FFFD for a character that never came); the decoder begins anew. */
  flush(): string;
}

/**
 * The bytes of byte-level tokens stand for themselves, so decoding ids one by one and joining the bytes equals decoding
 * them together; only the cuts between characters need care.
 */
export function createStreamDecoder(tokenizer: NativeTokenizer, skipSpecialTokens: boolean): StreamDecoder {
  const text = new TextDecoder('utf-8', { ignoreBOM: true });
  return {
    push(ids) {
      const list =
        typeof ids === 'number'
          ? Uint32Array.of(expectInteger('ids', ids, 0, 0xffff_ffff))
          : expectTokenIds('ids', ids);
      return text.decode(tokenizer.decodeBytes(list, skipSpecialTokens), { stream: true });
    },
    flush: () => text.decode(),
  };
}
