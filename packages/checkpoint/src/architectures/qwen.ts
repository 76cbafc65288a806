import type { Architecture } from './architecture.js';

// Qwen 1, DBRX and EXAONE: MPT's table with a head of its own.
export const qwen: Architecture = {
  modelTypes: ['qwen', 'dbrx', 'exaone'],
  embedding: ['transformer.wte.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
