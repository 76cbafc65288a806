// Text to ids and back. The tables live in native code and are shared by clones; adding tokens replaces the handle.

import { expectInteger, expectString, expectStrings, expectTokenIds } from '@tokengraft/errors';
import type { NativeTokenizer } from '@tokengraft/native';
import {
  addedTokensOf,
  expectAllSpecial,
  readTokenInputs,
  type AddedToken,
  type AddedTokenFlags,
  type TokenInput,
} from './added-tokens.js';
import { runBatch } from './batch-run.js';
import { countStream } from './count-stream.js';
import { expectOnePolicy } from './count-template.js';
import { decodeEach } from './decode-batch.js';
import { cleanStream, cleanUpSpaces } from './clean-up.js';
import { encodeEachFully, encodeFully, type EncodingInput } from './encode-fully.js';
import { countIds, countManyIds, encodeIds, encodeIdsInto, encodeManyIds } from './encode-ids.js';
import type { Encoding } from './encoding.js';
import { readFileSettings, type FileSettings } from './framing/file-settings.js';
import { createGrowingCount, type GrowingCount } from './growing-count.js';
import { GrowingTokenizer } from './growing-tokenizer.js';
import {
  checkBatchDecodeOptions,
  checkBatchOptions,
  checkDecodeBytesOptions,
  checkDecodeOptions,
  checkEncodeOptions,
  checkEncodingBatchOptions,
  checkEncodingOptions,
  type BatchDecodeOptions,
  type BatchOptions,
  type DecodeBytesOptions,
  type DecodeOptions,
  type EncodeOptions,
  type EncodingBatchOptions,
  type EncodingOptions,
} from './options.js';

import { planFiles } from './saving/plan-files.js';
import type { PlannedFile, SavedFile, SaveOptions } from './saving/planned-file.js';
import { saveFiles } from './saving/save-files.js';
import { shareTokenizer, type SharedTokenizer, type ShareOptions } from './share-tokenizer.js';
import type { TokenizerSource } from './source.js';
import { createStreamDecoder, type StreamDecoder } from './stream-decoder.js';
import { expectText } from './text-input.js';
import { isWithin } from './within-limit.js';

/** The handle of a tokenizer, for the modules beside this one. */
export let nativeOf: (tokenizer: Tokenizer) => NativeTokenizer;
/** Whether tokens were added since it was loaded. */
export let hasGrown: (tokenizer: Tokenizer) => boolean;

/** Made by `loadTokenizer`. */
export class Tokenizer {
  static {
    nativeOf = (tokenizer) => tokenizer.#native;
    hasGrown = (tokenizer) => tokenizer.#native !== tokenizer.#loaded;
  }

  /** Where it was loaded from. */
  readonly source: TokenizerSource;
  /** Whether the model's configuration asks to clean up decoded text; see `cleanUpTokenizationSpaces` of `decode`. */
  readonly cleanUpTokenizationSpaces: boolean;
  readonly #loaded: NativeTokenizer;
  readonly #growing: GrowingTokenizer;

  constructor(loaded: NativeTokenizer, source: TokenizerSource, cleanUpTokenizationSpaces = false, current = loaded) {
    this.source = source;
    this.cleanUpTokenizationSpaces = cleanUpTokenizationSpaces;
    this.#loaded = loaded;
    this.#growing = new GrowingTokenizer(current);
  }

  get #native(): NativeTokenizer {
    return this.#growing.native;
  }

  /**
   * Encodes `text`, a string or UTF-8. Fails with `special-token-in-text` when the policy is 'refuse' and it holds one,
   * and with `bad-argument` for bytes that are no UTF-8.
   */
  encode(text: string | Uint8Array, options?: EncodeOptions): Uint32Array {
    return encodeIds(this.#native, expectText('text', text), checkEncodeOptions(options));
  }

  /**
   * Encodes `text` into `target`, from its beginning, and answers with how many ids the text has. Where that is more than
   * `target.length`, the target was too small and holds the first of them only. Nothing is allocated.
   */
  encodeInto(text: string | Uint8Array, target: Uint32Array, options?: EncodeOptions): number {
    const checked = checkEncodeOptions(options);
    return encodeIdsInto(this.#native, expectText('text', text), expectTarget(target), checked);
  }

  /** Encodes one long text off the calling thread; `signal` stops it. For short texts `encode` is faster. */
  async encodeAsync(text: string, options?: BatchOptions): Promise<Uint32Array> {
    const checked = checkBatchOptions(options);
    const list = [expectString('text', text)];
    const native = this.#native;
    const ids = await runBatch(checked, async (run) => encodeManyIds(native, list, checked, run));
    return ids[0] ?? new Uint32Array();
  }

  /** Encodes many texts on all cores, or on a CUDA device; answers in input order. */
  async encodeBatch(texts: readonly string[], options?: BatchOptions): Promise<Uint32Array[]> {
    const checked = checkBatchOptions(options);
    const list = expectStrings('texts', texts);
    const native = this.#native;
    return runBatch(checked, async (run) => encodeManyIds(native, list, checked, run));
  }

  /** Encodes `text` and tells for each id where it stands and what it is. */
  encoding(text: string, options?: EncodingOptions): Encoding {
    const { pair, ...checked } = checkEncodingOptions(options);
    const own = expectString('text', text);
    return encodeFully(this.#native, pair === undefined ? [own] : [own, pair], checked);
  }

  /** Encodes texts, or pairs of them, as `encoding` does; 'longest' padding is that of the whole batch. */
  async encodingBatch(texts: readonly EncodingInput[], options?: EncodingBatchOptions): Promise<Encoding[]> {
    return encodeEachFully(this.#native, texts, checkEncodingBatchOptions(options));
  }

  /**
   * The truncation and padding that the source's tokenizer.json asks for, as options of `encoding`: nothing is cut or
   * filled up unless a call says so. Reads the file again; fails with `bad-file` for settings that cannot be applied.
   */
  async fileSettings(): Promise<FileSettings> {
    return readFileSettings(this.source);
  }

  /** Counts the ids of `text` without building them. */
  count(text: string | Uint8Array, options?: EncodeOptions): number {
    return countIds(this.#native, expectText('text', text), checkEncodeOptions(options));
  }

  /** Counts the ids of many texts on all cores, or on a CUDA device, in input order. */
  async countBatch(texts: readonly string[], options?: BatchOptions): Promise<Float64Array> {
    const checked = checkBatchOptions(options);
    const list = expectStrings('texts', texts);
    const native = this.#native;
    return runBatch(checked, async (run) => countManyIds(native, list, checked, run));
  }

  /**
   * Counts the ids of a text that grows at its end, a conversation for instance; each step costs what was appended since
   * the last word, line or clause that is complete. (Tokenizers that take a text as one piece, as SentencePiece's do, count it
   * anew.) Tokens that are added later are not seen.
   */
  counter(options?: EncodeOptions): GrowingCount {
    const { addSpecialTokens, special } = checkEncodeOptions(options);
    return createGrowingCount(this.#native, addSpecialTokens, expectOnePolicy(special));
  }

  /**
   * Counts the ids of one text that comes in pieces, with bounded memory where the tokenizer does not take a text as one piece.
   * Fails with `limit` for a text that is too long for the others.
   */
  async countStream(pieces: AsyncIterable<string> | Iterable<string>, options?: BatchOptions): Promise<number> {
    return countStream(this.#native, pieces, checkBatchOptions(options));
  }

  /** Tells whether `text` has at most `limit` ids. Stops as soon as it has more. */
  isWithinLimit(text: string | Uint8Array, limit: number, options?: EncodeOptions): boolean {
    const most = expectInteger('limit', limit, 0);
    return isWithin(this.#native, expectText('text', text), most, checkEncodeOptions(options));
  }

  /** Decodes `ids`; ids without a token are left out, bytes that are no text become U+FFFD. */
  decode(ids: Uint32Array | readonly number[], options?: DecodeOptions): string {
    const { skipSpecialTokens, cleanUp } = checkDecodeOptions(options, this.cleanUpTokenizationSpaces);
    const text = this.#native.decode(expectTokenIds('ids', ids), skipSpecialTokens);
    return cleanUp ? cleanUpSpaces(text) : text;
  }

  /** Decodes many sequences without blocking the event loop for long. */
  async decodeBatch(
    sequences: readonly (Uint32Array | readonly number[])[],
    options?: BatchDecodeOptions,
  ): Promise<string[]> {
    const { signal, cleanUp, ...checked } = checkBatchDecodeOptions(options, this.cleanUpTokenizationSpaces);
    const texts = await decodeEach(this.#native, sequences, checked.skipSpecialTokens, signal);
    return cleanUp ? texts.map(cleanUpSpaces) : texts;
  }

  /** Decodes `ids` to the bytes they stand for, without any repair. */
  decodeBytes(ids: Uint32Array | readonly number[], options?: DecodeBytesOptions): Uint8Array {
    return this.#native.decodeBytes(expectTokenIds('ids', ids), checkDecodeBytesOptions(options));
  }

  /** Decodes ids as they arrive. */
  decoder(options?: DecodeOptions): StreamDecoder {
    const { skipSpecialTokens, cleanUp } = checkDecodeOptions(options, this.cleanUpTokenizationSpaces);
    const decoder = createStreamDecoder(this.#native, skipSpecialTokens);
    return cleanUp ? cleanStream(decoder) : decoder;
  }

  tokenToId(token: string): number | undefined {
    return this.#native.tokenToId(expectString('token', token));
  }

  /** The token as the vocabulary spells it: of a byte-level model, GPT-2's stand-ins for bytes. */
  idToToken(id: number): string | undefined {
    return this.#native.idToToken(expectInteger('id', id, 0, 0xffff_ffff));
  }

  /** The token of every id below `idBound`, as `idToToken` says it; ids without one have `undefined`. */
  tokens(): (string | undefined)[] {
    return this.#native.tokens();
  }

  /** How many ids have a token. */
  get size(): number {
    return this.#native.size();
  }

  /** The largest id plus one; more than `size` where ids have holes. */
  get idBound(): number {
    return this.#native.idBound();
  }

  /** The tokens that are matched before the model runs, by id. */
  get addedTokens(): readonly AddedToken[] {
    return addedTokensOf(this.#native);
  }

  /** The added tokens that are control tokens, by id. */
  get specialTokens(): readonly AddedToken[] {
    return this.addedTokens.filter((token) => token.special);
  }

  /**
   * Adds `tokens`, with `flags` for those that bring none of their own, and answers with the id of each. A token that the
   * vocabulary already has keeps its id. Fails with `bad-argument` for one token with two sets of flags.
   */
  addTokens(tokens: readonly TokenInput[], flags: AddedTokenFlags = {}): Uint32Array {
    return this.#growing.add(readTokenInputs(tokens, flags, false));
  }

  /** Adds control tokens and answers with the id of each. */
  addSpecialTokens(tokens: readonly TokenInput[]): Uint32Array {
    return this.#growing.add(expectAllSpecial(readTokenInputs(tokens, {}, true)));
  }

  /** A tokenizer of its own that shares the tables: adding tokens to one leaves the other as it is. */
  clone(): Tokenizer {
    return new Tokenizer(this.#loaded, this.source, this.cleanUpTokenizationSpaces, this.#native);
  }

  /** A handle to send to another thread, where `openShared` makes a tokenizer on the same tables of it. */
  share(options: ShareOptions = {}): SharedTokenizer {
    const { source, cleanUpTokenizationSpaces } = this;
    return shareTokenizer({ loaded: this.#loaded, current: this.#native, source, cleanUpTokenizationSpaces }, options);
  }

  /** What the tokenizer is made of: model, stages, pattern and what runs it. */
  describe(): Readonly<Record<string, unknown>> {
    return JSON.parse(this.#native.describe()) as Record<string, unknown>;
  }

  /** What `save` would do to each of the source's tokenizer files; touches nothing. Fails with `unsupported` for tiktoken. */
  async planSave(options: SaveOptions = {}): Promise<readonly PlannedFile[]> {
    return planFiles({ source: this.source, loaded: this.#loaded, current: this.#native }, options);
  }

  /**
   * Writes the tokenizer's files to `folder`, the source's own documents with the changed members edited, each in one
   * step; then opens what it wrote and compares. Fails with `verification-failed` when that is another tokenizer.
   */
  async save(folder: string, options: SaveOptions = {}): Promise<readonly SavedFile[]> {
    expectString('folder', folder);
    return saveFiles(folder, { source: this.source, loaded: this.#loaded, current: this.#native }, options);
  }
}

function expectTarget(value: unknown): Uint32Array {
  if (value instanceof Uint32Array) return value;
  throw new TypeError(`expected a Uint32Array for target, received ${value === null ? 'null' : `a ${typeof value}`}`);
}
