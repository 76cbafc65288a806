import type { Architecture } from './architecture.js';

// Gemma 3 with a vision tower: the text model's configuration is nested.
export const gemma3: Architecture = {
  modelTypes: ['gemma3'],
  embedding: ['language_model.model.embed_tokens.weight', 'model.language_model.embed_tokens.weight'],
  head: ['language_model.lm_head.weight', 'lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings'], ['text_config', 'tie_word_embeddings']],
  sizeFields: [['text_config', 'vocab_size']],
};
