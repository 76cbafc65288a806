import type { Architecture } from './architecture.js';

// Text models of Gemma and other families with Llama's tensor names that share one table unless config.json says otherwise.
// Gemma scales at run time; the stored rows are unscaled.
export const gemma: Architecture = {
  modelTypes: ['gemma', 'gemma2', 'gemma3_text', 'smollm3', 'starcoder2'],
  embedding: ['model.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
