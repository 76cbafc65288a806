// The options that name a tokenizer and the way it encodes, shared by the commands that work on text.

import { loadTokenizer, type EncodeOptions, type SpecialPolicy, type Tokenizer } from '@tokengraft/tokenizer';
import type { OptionTable } from './arguments/option-table.js';

export const tokenizerOptions = {
  tokenizer: {
    kind: 'text',
    short: 't',
    value: 'TOK',
    summary: 'a model folder, tokenizer.json, SentencePiece .model, tekken.json, vocab.json or rank file',
  },
  pattern: {
    kind: 'text',
    value: 'NAME',
    summary: 'split pattern of an unknown rank file: gpt2, cl100k_base, o200k_base … or a regular expression',
  },
} as const satisfies OptionTable;

export const encodeOptions = {
  'add-special-tokens': {
    kind: 'flag',
    negatable: true,
    summary: "add the tokenizer's BOS, EOS and the like (default: yes)",
  },
  special: {
    kind: 'choice',
    choices: ['match', 'literal', 'refuse'],
    summary: 'a special token in the text is its id, ordinary text, or an error (default: match)',
  },
} as const satisfies OptionTable;

export const deviceOption = {
  device: {
    kind: 'choice',
    choices: ['cpu', 'cuda'],
    summary: 'encode on the cores, or on a CUDA GPU, for bulk text; the ids are the same (default: cpu)',
  },
} as const satisfies OptionTable;

interface TokenizerValues {
  readonly tokenizer?: string;
  readonly pattern?: string;
}

/** Opens what `-t` names. */
export async function openTokenizer(
  { tokenizer = '', pattern }: TokenizerValues,
  signal: AbortSignal,
): Promise<Tokenizer> {
  return loadTokenizer(tokenizer, pattern === undefined ? { signal } : { pattern, signal });
}

interface EncodeValues {
  readonly 'add-special-tokens'?: boolean;
  readonly special?: SpecialPolicy;
}

export function readEncodeOptions(values: EncodeValues): Required<EncodeOptions> {
  const { 'add-special-tokens': addSpecialTokens = true, special = 'match' } = values;
  return { addSpecialTokens, special };
}
