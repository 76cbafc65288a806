// Tokenizer of Hugging Face `tokenizers` under its names, over a tokenizer of ours. What takes a file or many texts is
// asynchronous.

import { expectBoolean, expectString } from '@tokengraft/errors';
import { native } from '@tokengraft/native';
import type { EncodingInput } from '../encode-fully.js';
import { fileSettingsOf, readFileSettings, type FileSettings } from '../framing/file-settings.js';
import { refuseUnknownOptions } from '../known-options.js';
import { loadTokenizer } from '../load.js';
import { Tokenizer as OwnTokenizer } from '../tokenizer.js';
import { toTokenInput, type AddedToken } from './added-token.js';
import { Encoding } from './encoding.js';
import { saveDocument } from './save-document.js';
import { readPadding, readTruncation, type PaddingSettings, type TruncationSettings } from './settings.js';

export interface EncodeOptions {
  /** Run the template that adds BOS, EOS and the like. Default true. */
  readonly add_special_tokens?: boolean;
}

/** A text, or a pair of them. */
export type EncodeBatchInput = EncodingInput;

/** Made by `from_file`, `from_pretrained` or `from_str`. */
export class Tokenizer {
  readonly #own: OwnTokenizer;
  /** The document, where it did not come from a file. */
  readonly #text: string | undefined;
  #settings: FileSettings;

  private constructor(own: OwnTokenizer, settings: FileSettings, text?: string) {
    this.#own = own;
    this.#settings = settings;
    this.#text = text;
  }

  /** Opens a tokenizer.json, with the truncation and padding it asks for. */
  static async from_file(path: string): Promise<Tokenizer> {
    const own = await loadTokenizer(expectString('path', path));
    return new Tokenizer(own, await readFileSettings(own.source));
  }

  /** Opens the tokenizer of a model folder on this machine; nothing is downloaded. */
  static async from_pretrained(folder: string): Promise<Tokenizer> {
    return Tokenizer.from_file(expectString('folder', folder));
  }

  /** Opens the text of a tokenizer.json. */
  static async from_str(json: string): Promise<Tokenizer> {
    const options = { format: 'tokenizer.json', pattern: '', specialTokens: [], mergesPath: '', outline: '' } as const;
    const name = 'the given tokenizer.json';
    const handle = await native().parseTokenizer(Buffer.from(expectString('json', json)), name, options);
    const own = new OwnTokenizer(handle, { format: 'tokenizer.json', file: name, folder: '.' });
    return new Tokenizer(own, fileSettingsOf(json, name), json);
  }

  encode(sequence: string, pair?: string | null, options: EncodeOptions = {}): Encoding {
    const given = pair === undefined || pair === null ? {} : { pair };
    return new Encoding(this.#own.encoding(sequence, { ...this.#options(options), ...given }));
  }

  async encode_batch(inputs: readonly EncodeBatchInput[], options: EncodeOptions = {}): Promise<Encoding[]> {
    const encodings = await this.#own.encodingBatch(inputs, this.#options(options));
    return encodings.map((each) => new Encoding(each));
  }

  decode(ids: Uint32Array | readonly number[], skip_special_tokens = true): string {
    const skipSpecialTokens = expectBoolean('skip_special_tokens', skip_special_tokens);
    return this.#own.decode(ids, { skipSpecialTokens, cleanUpTokenizationSpaces: false });
  }

  async decode_batch(
    sequences: readonly (Uint32Array | readonly number[])[],
    skip_special_tokens = true,
  ): Promise<string[]> {
    const skipSpecialTokens = expectBoolean('skip_special_tokens', skip_special_tokens);
    return this.#own.decodeBatch(sequences, { skipSpecialTokens, cleanUpTokenizationSpaces: false });
  }

  token_to_id(token: string): number | null {
    return this.#own.tokenToId(token) ?? null;
  }

  id_to_token(id: number): string | null {
    return this.#own.idToToken(id) ?? null;
  }

  get_vocab_size(): number {
    return this.#own.size;
  }

  /** Adds general tokens; answers with how many of them are new. */
  add_tokens(tokens: readonly (string | AddedToken)[]): number {
    return this.#countNew(() => this.#own.addTokens(tokens.map(toTokenInput)));
  }

  /** Adds control tokens; answers with how many of them are new. */
  add_special_tokens(tokens: readonly (string | AddedToken)[]): number {
    return this.#countNew(() => this.#own.addSpecialTokens(tokens.map(toTokenInput)));
  }

  enable_truncation(max_length: number, settings: TruncationSettings = {}): void {
    this.#settings = { ...this.#settings, truncation: readTruncation(max_length, settings) };
  }

  no_truncation(): void {
    this.#settings = { ...this.#settings, truncation: undefined };
  }

  enable_padding(settings: PaddingSettings = {}): void {
    this.#settings = { ...this.#settings, padding: readPadding(settings) };
  }

  no_padding(): void {
    this.#settings = { ...this.#settings, padding: undefined };
  }

  /** Writes the tokenizer.json, with its added tokens, truncation and padding, to the file `path`. */
  async save(path: string): Promise<void> {
    await saveDocument(expectString('path', path), this.#own, this.#settings, this.#text);
  }

  #options(options: EncodeOptions): object {
    refuseUnknownOptions(options, ['add_special_tokens']);
    const { add_special_tokens: addSpecialTokens = true } = options;
    const { truncation, padding } = this.#settings;
    return {
      addSpecialTokens: expectBoolean('options.add_special_tokens', addSpecialTokens),
      offsets: 'codepoint',
      ...(truncation !== undefined && { truncation }),
      ...(padding !== undefined && { padding }),
    };
  }

  #countNew(add: () => Uint32Array): number {
    const before = this.#own.size;
    add();
    return this.#own.size - before;
  }
}
