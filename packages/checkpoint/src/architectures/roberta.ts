import type { Architecture } from './architecture.js';

// One bias has two names; `lm_head.dense` is no table.
export const roberta: Architecture = {
  modelTypes: ['roberta', 'xlm-roberta', 'xlm-roberta-xl', 'camembert'],
  embedding: ['roberta.embeddings.word_embeddings.weight', 'embeddings.word_embeddings.weight'],
  head: ['lm_head.decoder.weight'],
  headBias: ['lm_head.bias'],
  more: [{ name: 'lm_head.decoder.bias', role: 'headBias' }],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
