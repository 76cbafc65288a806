import type { Architecture } from './architecture.js';

// The layer that predicts several tokens ahead (MTP) has tables of its own, which the hub stores as copies.
export const deepseek: Architecture = {
  modelTypes: ['deepseek_v2', 'deepseek_v3', 'deepseek_v32', 'glm4_moe'],
  embedding: ['model.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  more: [
    { name: 'model.layers.*.embed_tokens.weight', role: 'embedding' },
    { name: 'model.layers.*.shared_head.head.weight', role: 'head' },
  ],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
