import type { Architecture } from './architecture.js';

// The text model is nested.
export const llama4: Architecture = {
  modelTypes: ['llama4'],
  embedding: ['language_model.model.embed_tokens.weight'],
  head: ['language_model.lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings'], ['text_config', 'tie_word_embeddings']],
  sizeFields: [['text_config', 'vocab_size'], ['vocab_size']],
};
