import type { Architecture } from './architecture.js';

export const whisper: Architecture = {
  modelTypes: ['whisper'],
  embedding: ['model.decoder.embed_tokens.weight'],
  head: ['proj_out.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
