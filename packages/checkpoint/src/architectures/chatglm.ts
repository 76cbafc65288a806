import type { Architecture } from './architecture.js';

// config.json states the size as `padded_vocab_size`.
export const chatglm: Architecture = {
  modelTypes: ['chatglm'],
  embedding: ['transformer.embedding.word_embeddings.weight'],
  head: ['transformer.output_layer.weight'],
  headBias: [],
  tiedByDefault: false,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['padded_vocab_size'], ['vocab_size']],
};
