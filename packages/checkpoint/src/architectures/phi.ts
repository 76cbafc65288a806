import type { Architecture } from './architecture.js';

// Phi-1, 1.5 and 2, with the names of transformers and those of the first release.
export const phi: Architecture = {
  modelTypes: ['phi', 'phi-msft'],
  embedding: ['model.embed_tokens.weight', 'transformer.embd.wte.weight'],
  head: ['lm_head.weight', 'lm_head.linear.weight'],
  headBias: ['lm_head.bias', 'lm_head.linear.bias'],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
