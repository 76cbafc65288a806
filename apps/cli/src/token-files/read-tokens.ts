import type { TokenInput } from '@tokengraft/tokenizer';

export interface TokensRead {
  readonly tokens: readonly TokenInput[];
  /** Sentences about the file that its author should know. */
  readonly notes: readonly string[];
}

/** Reads the tokens of one file format; `file` is for messages. */
export type ReadTokens = (text: string, file: string) => TokensRead;
