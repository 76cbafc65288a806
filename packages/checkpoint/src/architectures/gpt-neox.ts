import type { Architecture } from './architecture.js';

export const gptNeox: Architecture = {
  modelTypes: ['gpt_neox'],
  embedding: ['gpt_neox.embed_in.weight'],
  head: ['embed_out.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
