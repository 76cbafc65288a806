import type { Architecture } from './architecture.js';

// The text model is nested; whether it ties is stated in `text_config`.
export const mistral3: Architecture = {
  modelTypes: ['mistral3'],
  embedding: ['language_model.model.embed_tokens.weight', 'model.language_model.embed_tokens.weight'],
  head: ['language_model.lm_head.weight', 'lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['text_config', 'tie_word_embeddings'], ['tie_word_embeddings']],
  sizeFields: [['text_config', 'vocab_size'], ['vocab_size']],
};
