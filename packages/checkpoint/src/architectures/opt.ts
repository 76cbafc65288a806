import type { Architecture } from './architecture.js';

// The table may be narrower than the model (`project_in`, `project_out`); `embed_positions` holds positions.
export const opt: Architecture = {
  modelTypes: ['opt'],
  embedding: ['model.decoder.embed_tokens.weight', 'decoder.embed_tokens.weight'],
  head: ['lm_head.weight'],
  headBias: [],
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
