import type { Architecture } from './architecture.js';

// Command R scales its logits at run time.
export const cohere: Architecture = {
  modelTypes: ['cohere', 'cohere2'],
  embedding: ['model.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
