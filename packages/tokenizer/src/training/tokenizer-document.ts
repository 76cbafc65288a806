// A tokenizer.json from a preset and a vocabulary.

import type { Preset } from './presets/index.js';

/** Tokens by id, special ones first, and what the model knows besides. */
export interface Vocabulary {
  readonly tokens: readonly string[];
  /** BPE: pairs of ids, the first of lowest rank. */
  readonly merges?: readonly (readonly [number, number])[];
  /** Unigram: one a token. */
  readonly scores?: readonly number[];
}

/** The document's text. Where a token's id is its place, vocabulary and merges are written a line each. */
export function tokenizerDocument(preset: Preset, specialTokens: readonly string[], vocabulary: Vocabulary): string {
  const idOf = (token: string): number => specialTokens.indexOf(token);
  const head = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: preset.normalizer,
    pre_tokenizer: preset.preTokenizer,
    post_processor: preset.postProcessor(idOf),
    decoder: preset.decoder,
    model: { type: modelTypes[preset.model], ...preset.modelOptions, ...bulk(preset, vocabulary, idOf) },
  };
  return `${JSON.stringify(head, null, 2)}\n`;
}

const modelTypes = { bpe: 'BPE', wordpiece: 'WordPiece', unigram: 'Unigram' } as const;

function bulk(preset: Preset, { tokens, merges = [], scores = [] }: Vocabulary, idOf: (token: string) => number) {
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  if (preset.model === 'wordpiece') return { vocab };
  if (preset.model === 'bpe') return { vocab, merges: merges.map((pair) => pair.map((id) => tokens[id] ?? '')) };
  return { unk_id: idOf(preset.unknownToken ?? ''), vocab: tokens.map((token, id) => [token, scores[id] ?? 0]) };
}
