import type { Architecture } from './architecture.js';

// MPT and Jais tie unless they say otherwise.
export const mpt: Architecture = {
  modelTypes: ['mpt', 'jais'],
  embedding: ['transformer.wte.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
