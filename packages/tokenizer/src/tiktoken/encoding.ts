// tiktoken's Encoding under tiktoken's names, over a tokenizer of ours.

import { expectInteger, expectString, expectTokenIds, TokengraftError } from '@tokengraft/errors';
import { refuseUnknownOptions } from '../known-options.js';
import type { SpecialTokenSets } from '../special/special-sets.js';
import type { Tokenizer } from '../tokenizer.js';

export interface SpecialTokenOptions {
  /** Contents that become their ids. Default: none. */
  readonly allowed_special?: 'all' | Iterable<string>;
  /** Contents that a text must not have. Default 'all': every special token that is not allowed. */
  readonly disallowed_special?: 'all' | Iterable<string>;
}

/** Made by `get_encoding`. */
export class Encoding {
  readonly name: string;
  readonly #tokenizer: Tokenizer;
  readonly #specials: ReadonlyMap<string, number>;

  constructor(name: string, tokenizer: Tokenizer) {
    this.name = name;
    this.#tokenizer = tokenizer;
    this.#specials = new Map(tokenizer.specialTokens.map(({ content, id }) => [content, id]));
  }

  /** Encodes `text`; fails with `special-token-in-text` for a special token that is not allowed. */
  encode(text: string, options: SpecialTokenOptions = {}): Uint32Array {
    return this.#tokenizer.encode(text, { addSpecialTokens: false, special: this.#sets(options) });
  }

  /** Encodes `text`, in which special tokens are ordinary text. */
  encode_ordinary(text: string): Uint32Array {
    return this.#tokenizer.encode(text, { addSpecialTokens: false, special: 'literal' });
  }

  async encode_batch(texts: readonly string[], options: SpecialTokenOptions = {}): Promise<Uint32Array[]> {
    return this.#tokenizer.encodeBatch(texts, { addSpecialTokens: false, special: this.#sets(options) });
  }

  async encode_ordinary_batch(texts: readonly string[]): Promise<Uint32Array[]> {
    return this.#tokenizer.encodeBatch(texts, { addSpecialTokens: false, special: 'literal' });
  }

  /** The id of exactly this token, given as text or as bytes. Fails with `not-found` where there is none. */
  encode_single_token(text_or_bytes: string | Uint8Array): number {
    const bytes = typeof text_or_bytes === 'string' ? Buffer.from(text_or_bytes) : expectBytes(text_or_bytes);
    const id = this.#idsByBytes().get(latin1(bytes)) ?? this.#specials.get(bytes.toString('utf8'));
    if (id !== undefined) return id;
    const message = `${JSON.stringify(bytes.toString('utf8'))} is no single token of ${this.name}; encode it as a text`;
    throw new TokengraftError('not-found', message, { token: bytes.toString('utf8') });
  }

  /** Decodes `ids`; bytes that are no text become U+FFFD. Fails with `not-found` for an id without a token. */
  decode(ids: Uint32Array | readonly number[]): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.decode_bytes(ids));
  }

  decode_bytes(ids: Uint32Array | readonly number[]): Uint8Array {
    const checked = expectTokenIds('tokens', ids);
    for (const id of checked) this.#expectToken(id);
    return this.#tokenizer.decodeBytes(checked);
  }

  decode_single_token_bytes(id: number): Uint8Array {
    return this.decode_bytes([expectInteger('token', id, 0, 0xffff_ffff)]);
  }

  decode_tokens_bytes(ids: Uint32Array | readonly number[]): Uint8Array[] {
    return Array.from(expectTokenIds('tokens', ids), (id) => this.decode_single_token_bytes(id));
  }

  /**
   * The text, and the code point each token begins in: of a token that begins within a character, that character.
   * Fails with `bad-argument` where the ids are no text.
   */
  decode_with_offsets(ids: Uint32Array | readonly number[]): readonly [text: string, offsets: number[]] {
    const offsets: number[] = [];
    let codePoints = 0;
    for (const bytes of this.decode_tokens_bytes(ids)) {
      const startsInside = bytes.length > 0 && isContinuation(bytes[0] ?? 0);
      offsets.push(Math.max(0, codePoints - (startsInside ? 1 : 0)));
      codePoints += bytes.reduce((sum, byte) => sum + (isContinuation(byte) ? 0 : 1), 0);
    }
    return [decodeStrictly(this.decode_bytes(ids)), offsets];
  }

  async decode_batch(sequences: readonly (Uint32Array | readonly number[])[]): Promise<string[]> {
    return sequences.map((ids) => this.decode(ids));
  }

  is_special_token(id: number): boolean {
    return [...this.#specials.values()].includes(expectInteger('token', id, 0, 0xffff_ffff));
  }

  /** The bytes of every token that is not special, in byte order. */
  token_byte_values(): Uint8Array[] {
    return [...this.#idsByBytes().keys()].sort(byCode).map((text) => Uint8Array.from(Buffer.from(text, 'latin1')));
  }

  get special_tokens_set(): ReadonlySet<string> {
    return new Set(this.#specials.keys());
  }

  /** The id of `<|endoftext|>`; undefined for an encoding without it. */
  get eot_token(): number | undefined {
    return this.#specials.get('<|endoftext|>');
  }

  get max_token_value(): number {
    return this.#tokenizer.idBound - 1;
  }

  /** The largest id plus one. */
  get n_vocab(): number {
    return this.#tokenizer.idBound;
  }

  #sets(options: SpecialTokenOptions): SpecialTokenSets {
    refuseUnknownOptions(options, ['allowed_special', 'disallowed_special']);
    const { allowed_special = [], disallowed_special = 'all' } = options;
    if (allowed_special === 'all') return { allowed: 'all', disallowed: disallowed_special };
    if (typeof allowed_special === 'string') {
      throw new TypeError("expected 'all' or several strings for options.allowed_special, received one string");
    }
    // tiktoken takes allowed contents that are no special tokens, and they mean nothing.
    const allowed = [...allowed_special].filter((content) =>
      this.#specials.has(expectString('allowed_special', content)),
    );
    return { allowed, disallowed: disallowed_special };
  }

  #expectToken(id: number): void {
    if (this.#tokenizer.idToToken(id) !== undefined) return;
    throw new TokengraftError('not-found', `${this.name} has no token with the id ${id}`, { id });
  }

  #byBytes: ReadonlyMap<string, number> | undefined;

  /** Ids of ordinary tokens by their bytes, a character a byte; built when first asked for. */
  #idsByBytes(): ReadonlyMap<string, number> {
    if (this.#byBytes !== undefined) return this.#byBytes;
    const special = new Set(this.#specials.values());
    const ids = Array.from({ length: this.n_vocab }, (_, id) => id).filter(
      (id) => !special.has(id) && this.#tokenizer.idToToken(id) !== undefined,
    );
    this.#byBytes = new Map(ids.map((id) => [latin1(this.#tokenizer.decodeBytes([id])), id]));
    return this.#byBytes;
  }
}

function expectBytes(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value);
  throw new TypeError(`expected a string or a Uint8Array for text_or_bytes, received ${typeof value}`);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function byCode(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte < 0xc0;
}

function decodeStrictly(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const message =
      'the ids stand for bytes that are no UTF-8 text, so their tokens have no place in one; use decode_bytes';
    throw new TokengraftError('bad-argument', message, {});
  }
}
