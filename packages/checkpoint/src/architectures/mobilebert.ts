import type { Architecture } from './architecture.js';

// The head has a second part, stored with the vocabulary on its second axis.
export const mobilebert: Architecture = {
  modelTypes: ['mobilebert'],
  embedding: ['mobilebert.embeddings.word_embeddings.weight', 'embeddings.word_embeddings.weight'],
  head: ['cls.predictions.decoder.weight'],
  headBias: ['cls.predictions.bias'],
  more: [
    { name: 'cls.predictions.decoder.bias', role: 'headBias' },
    { name: 'cls.predictions.dense.weight', role: 'head', axis: 1 },
  ],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
