import type { Architecture } from './architecture.js';

export const distilbert: Architecture = {
  modelTypes: ['distilbert'],
  embedding: ['distilbert.embeddings.word_embeddings.weight', 'embeddings.word_embeddings.weight'],
  head: ['vocab_projector.weight'],
  headBias: ['vocab_projector.bias'],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
