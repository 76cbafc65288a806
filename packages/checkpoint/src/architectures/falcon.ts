import type { Architecture } from './architecture.js';

// Ties by its configuration, and many files store the head all the same: the bytes decide.
export const falcon: Architecture = {
  modelTypes: ['falcon', 'RefinedWeb', 'RefinedWebModel'],
  embedding: ['transformer.word_embeddings.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
