import type { Architecture } from './architecture.js';

// Llama, and the families that took over its tensor names and keep two tables unless config.json says otherwise.
export const llama: Architecture = {
  modelTypes: [
    'llama',
    'mistral',
    'mixtral',
    'ministral',
    'qwen2',
    'qwen2_moe',
    'qwen3',
    'qwen3_moe',
    'granite',
    'granitemoe',
    'olmo',
    'olmo2',
    'olmo3',
    'olmoe',
    'arcee',
    'apertus',
    'glm',
    'glm4',
    'stablelm',
  ],
  embedding: ['model.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
