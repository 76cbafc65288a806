import type { Architecture } from './architecture.js';

// `word_embeddings_layernorm` is no table.
export const bloom: Architecture = {
  modelTypes: ['bloom'],
  embedding: ['word_embeddings.weight', 'transformer.word_embeddings.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
