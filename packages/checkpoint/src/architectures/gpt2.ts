import type { Architecture } from './architecture.js';

// Files on the hub have no prefix; those that transformers saves have one. `wpe` holds positions.
export const gpt2: Architecture = {
  modelTypes: ['gpt2', 'gpt_bigcode'],
  embedding: ['wte.weight', 'transformer.wte.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
