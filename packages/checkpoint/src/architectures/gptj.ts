import type { Architecture } from './architecture.js';

// GPT-J and CodeGen: untied, with a bias.
export const gptj: Architecture = {
  modelTypes: ['gptj', 'codegen'],
  embedding: ['transformer.wte.weight'],
  head: ['lm_head.weight'],
  headBias: ['lm_head.bias'],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
