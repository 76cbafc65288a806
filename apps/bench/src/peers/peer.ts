// What a tokenizer must offer to take part: load a vocabulary, encode a text to ids. What else it can do is optional, and used
// as its documentation advises.

import type { Vocabulary } from '../vocabularies.js';

export type Ids = ArrayLike<number>;
export type MaybePromise<Value> = Value | Promise<Value>;

export interface Engine {
  /** Ids of `text` without added special tokens. Asynchronous where the library is. */
  encode(text: string): MaybePromise<Ids>;
  /** Writes the ids of `text` into `ids` and answers with their number. */
  encodeInto?(text: string, ids: Uint32Array): MaybePromise<number>;
  count?(text: string): MaybePromise<number>;
  isWithinLimit?(text: string, limit: number): MaybePromise<boolean>;
  /** A count that is continued: answers with the ids of everything appended so far. */
  growingCount?(): (appended: string) => number;
  decode?(ids: Ids): MaybePromise<string>;
  decodeBytes?(ids: Ids): MaybePromise<Uint8Array>;
  /** The shape in which this library takes ids; made outside the clock. */
  toOwnIds?(ids: Uint32Array): Ids;
  /** One call for many texts, on `threads` threads where the library lets one say so. */
  encodeBatch?(texts: readonly string[], threads: number): MaybePromise<readonly Ids[]>;
  addTokens?(contents: readonly string[]): MaybePromise<void>;
  /** Encodes all texts where the engine lives in another process, and answers with the milliseconds taken there. */
  timeAll?(texts: readonly string[]): Promise<number>;
  free?(): void;
}

export interface Peer {
  /** The npm package's name, or what people call it. */
  readonly name: string;
  /** Where `versionOf` finds its version. */
  readonly packageName?: string;
  /** Takes part only when it is named: another peer stands for the same engine, or is faster at the same. */
  readonly optional?: true;
  readonly kind: 'native' | 'wasm' | 'javascript';
  /** Whether it can have this vocabulary at all. */
  reads(vocabulary: Vocabulary): boolean;
  load(vocabulary: Vocabulary): Promise<Engine>;
  /** For what is no npm package. */
  version?(): Promise<string | undefined>;
}
