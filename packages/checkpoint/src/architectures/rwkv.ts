import type { Architecture } from './architecture.js';

// RWKV 4 and its successors.
export const rwkv: Architecture = {
  modelTypes: ['rwkv', 'rwkv5', 'rwkv6', 'rwkv7'],
  embedding: ['rwkv.embeddings.weight', 'model.embeddings.weight'],
  head: ['head.weight', 'lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
