import type { Architecture } from './architecture.js';

// The size stands at the top, in newer files in `text_config` too.
export const qwen2vl: Architecture = {
  modelTypes: ['qwen2_vl', 'qwen2_5_vl'],
  embedding: ['model.embed_tokens.weight', 'model.language_model.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings'], ['text_config', 'tie_word_embeddings']],
  sizeFields: [['vocab_size'], ['text_config', 'vocab_size']],
};
