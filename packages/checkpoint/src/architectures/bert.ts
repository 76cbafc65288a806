import type { Architecture } from './architecture.js';

// One bias has two names.
export const bert: Architecture = {
  modelTypes: ['bert'],
  embedding: ['bert.embeddings.word_embeddings.weight', 'embeddings.word_embeddings.weight'],
  head: ['cls.predictions.decoder.weight'],
  headBias: ['cls.predictions.bias'],
  more: [{ name: 'cls.predictions.decoder.bias', role: 'headBias' }],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
