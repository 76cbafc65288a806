import type { Architecture } from './architecture.js';

// Phi-3, Phi-3.5 and Phi-4 (which states `phi3` too).
export const phi3: Architecture = {
  modelTypes: ['phi3'],
  embedding: ['model.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
