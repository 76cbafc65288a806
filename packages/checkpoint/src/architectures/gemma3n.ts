import type { Architecture } from './architecture.js';

// A second table holds a vector a layer for each token, and has a number of rows of its own.
export const gemma3n: Architecture = {
  modelTypes: ['gemma3n', 'gemma3n_text', 'gemma4', 'gemma4_text'],
  embedding: [
    'model.embed_tokens.weight',
    'language_model.model.embed_tokens.weight',
    'model.language_model.embed_tokens.weight',
  ],
  head: ['lm_head.weight', 'language_model.lm_head.weight'],
  headBias: [],
  more: [
    { name: 'model.embed_tokens_per_layer.weight', role: 'perLayer' },
    { name: 'language_model.model.embed_tokens_per_layer.weight', role: 'perLayer' },
    { name: 'model.language_model.embed_tokens_per_layer.weight', role: 'perLayer' },
  ],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings'], ['text_config', 'tie_word_embeddings']],
  sizeFields: [['vocab_size'], ['text_config', 'vocab_size']],
  perLayerSizeFields: [['vocab_size_per_layer_input'], ['text_config', 'vocab_size_per_layer_input']],
};
