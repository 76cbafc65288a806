// What this package needs of a tokenizer; `Tokenizer` of @tokengraft/tokenizer fits.

export interface ChatTokenizer {
  encoding(
    text: string,
    options: { readonly addSpecialTokens: false; readonly special: 'match' | 'literal'; readonly offsets: 'utf16' },
  ): ChatEncoding;
  readonly specialTokens: readonly SpecialToken[];
}

export interface ChatEncoding {
  readonly ids: Uint32Array;
  /** Begin and end of each id, as JavaScript indices. */
  readonly offsets: Uint32Array;
}

export interface SpecialToken {
  readonly id: number;
  readonly content: string;
  /** Takes the white space before or behind it, too. */
  readonly lstrip: boolean;
  readonly rstrip: boolean;
}
