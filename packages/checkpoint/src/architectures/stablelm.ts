import type { Architecture } from './architecture.js';

// Baichuan 2 normalises its head at run time; the stored rows are as they are.
export const stablelm: Architecture = {
  modelTypes: ['stablelm', 'stablelm_epoch', 'baichuan'],
  embedding: ['model.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
