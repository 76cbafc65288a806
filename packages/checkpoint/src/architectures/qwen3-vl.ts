import type { Architecture } from './architecture.js';

export const qwen3vl: Architecture = {
  modelTypes: ['qwen3_vl', 'qwen3_vl_moe'],
  embedding: ['model.language_model.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings'], ['text_config', 'tie_word_embeddings']],
  sizeFields: [['text_config', 'vocab_size'], ['vocab_size']],
};
