// A native tokenizer that tokens are added to. Few tokens wait until something else is asked: adding them makes a new
// matcher of all added tokens, and adding one by one would make it anew for each.

import type { NativeAddedToken, NativeTokenizer } from '@tokengraft/native';
import { flagBits } from './added-tokens.js';

/** So many tokens at once are worth a matcher of their own. */
const manyTokens = 256;

export class GrowingTokenizer {
  #native: NativeTokenizer;
  #waiting: NativeAddedToken[] = [];
  /** The ids of the waiting tokens that the native tokenizer does not know. */
  readonly #newIds = new Map<string, number>();

  constructor(native: NativeTokenizer) {
    this.#native = native;
  }

  /** The tokenizer with everything that was added. */
  get native(): NativeTokenizer {
    if (this.#waiting.length > 0) this.#addNow(this.#takeWaiting());
    return this.#native;
  }

  /** Adds `tokens` and answers with the id of each. */
  add(tokens: readonly NativeAddedToken[]): Uint32Array {
    if (tokens.length === 0) return new Uint32Array();
    if (tokens.length >= manyTokens) return this.#addNow([...this.#takeWaiting(), ...tokens]).slice(-tokens.length);
    for (const token of tokens) this.#waiting.push(token);
    return Uint32Array.from(tokens, ({ content }) => this.#idOf(content));
  }

  #takeWaiting(): NativeAddedToken[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#newIds.clear();
    return waiting;
  }

  #addNow(tokens: readonly NativeAddedToken[]): Uint32Array {
    const contents = tokens.map(({ content }) => content);
    const { tokenizer, ids } = this.#native.withAddedTokens(contents, Uint8Array.from(tokens, flagBits));
    this.#native = tokenizer;
    return ids;
  }

  /** As the native side gives ids: the one that the content has, or the next one. */
  #idOf(content: string): number {
    const known = this.#newIds.get(content) ?? this.#native.tokenToId(content);
    if (known !== undefined) return known;
    const id = this.#native.idBound() + this.#newIds.size;
    this.#newIds.set(content, id);
    return id;
  }
}
