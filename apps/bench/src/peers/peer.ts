// What a tokenizer must offer to take part: load a vocabulary, encode a text to ids. Used as its documentation advises.

import type { Vocabulary } from '../vocabularies.js';

export interface Engine {
  /** Ids of `text` without added special tokens. Asynchronous where the library is. */
  encode(text: string): ArrayLike<number> | Promise<ArrayLike<number>>;
}

export interface Peer {
  /** The npm package's name. */
  readonly name: string;
  readonly kind: 'native' | 'javascript';
  load(vocabulary: Vocabulary): Promise<Engine>;
}
