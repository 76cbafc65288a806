import type { Architecture } from './architecture.js';

// The input table has eight rows more than the head: they hold the image token.
export const mllama: Architecture = {
  modelTypes: ['mllama'],
  embedding: ['language_model.model.embed_tokens.weight', 'model.language_model.embed_tokens.weight'],
  head: ['language_model.lm_head.weight', 'lm_head.weight'],
  headBias: [],
  extraRows: 8,
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings'], ['text_config', 'tie_word_embeddings']],
  sizeFields: [['text_config', 'vocab_size']],
};
