import type { Architecture } from './architecture.js';

// Encoder and decoder may be stored with copies of the shared table; v1.1 and mT5 have a head of their own.
export const t5: Architecture = {
  modelTypes: ['t5', 'mt5', 'umt5', 'longt5'],
  embedding: ['shared.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  more: [
    { name: 'encoder.embed_tokens.weight', role: 'embedding' },
    { name: 'decoder.embed_tokens.weight', role: 'embedding' },
  ],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
