import type { Architecture } from './architecture.js';

export const mamba: Architecture = {
  modelTypes: ['mamba', 'mamba2', 'falcon_mamba'],
  embedding: ['backbone.embeddings.weight', 'backbone.embedding.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
