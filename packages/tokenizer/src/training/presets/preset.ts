// What a kind of tokenizer is before it knows a corpus.

export type TrainedModel = 'bpe' | 'wordpiece' | 'unigram';

/** How first symbols are written. */
export type Alphabet =
  /** GPT-2's stand-ins for the 256 bytes: every text has tokens. */
  | 'bytes'
  /** Characters of the corpus; the last one of a word carries `</w>`. */
  | 'characters-with-end'
  /** Characters of the corpus, and 256 byte tokens for all others. */
  | 'characters-with-bytes'
  /** Characters of the corpus; those inside a word carry `##`. */
  | 'characters-with-continuation'
  /** Characters of the corpus. */
  | 'characters';

export interface Preset {
  readonly model: TrainedModel;
  readonly alphabet: Alphabet;
  readonly specialTokens: readonly string[];
  /** The token for what the alphabet lacks; one of the special tokens. */
  readonly unknownToken?: string;
  /** What begins words inside pieces. */
  readonly wordMark: string;
  /** The document's stages and the model's options. */
  readonly normalizer: unknown;
  readonly preTokenizer: unknown;
  /** `idOf` knows the special tokens. */
  readonly postProcessor: (idOf: (token: string) => number) => unknown;
  readonly decoder: unknown;
  readonly modelOptions: Readonly<Record<string, unknown>>;
}

/** A template that puts tokens around each text, as documents write it. */
export function template(
  before: readonly string[],
  after: readonly string[],
  idOf: (token: string) => number,
): Readonly<Record<string, unknown>> {
  const special = (token: string) => ({ SpecialToken: { id: token, type_id: 0 } });
  const sequence = (id: 'A' | 'B') => ({ Sequence: { id, type_id: 0 } });
  const single = [...before.map(special), sequence('A'), ...after.map(special)];
  const tokens = [...new Set([...before, ...after])];
  return {
    type: 'TemplateProcessing',
    single,
    pair: [...single, sequence('B'), ...after.map(special)],
    special_tokens: Object.fromEntries(
      tokens.map((token) => [token, { id: token, ids: [idOf(token)], tokens: [token] }]),
    ),
  };
}
