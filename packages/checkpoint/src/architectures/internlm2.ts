import type { Architecture } from './architecture.js';

export const internlm2: Architecture = {
  modelTypes: ['internlm2'],
  embedding: ['model.tok_embeddings.weight'],
  head: ['output.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
