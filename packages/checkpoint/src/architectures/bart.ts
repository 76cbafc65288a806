import type { Architecture } from './architecture.js';

// `final_logits_bias` [1, rows] was never trained for new tokens: it is padded with zeros.
export const bart: Architecture = {
  modelTypes: ['bart', 'mbart', 'marian', 'pegasus', 'm2m_100', 'blenderbot', 'blenderbot-small'],
  embedding: ['model.shared.weight', 'shared.weight'],
  head: ['lm_head.weight'],
  headBias: ['final_logits_bias'],
  more: [
    { name: 'model.encoder.embed_tokens.weight', role: 'embedding' },
    { name: 'model.decoder.embed_tokens.weight', role: 'embedding' },
    { name: 'encoder.embed_tokens.weight', role: 'embedding' },
    { name: 'decoder.embed_tokens.weight', role: 'embedding' },
  ],
  zeroBias: true,
  tiedByDefault: true,
  tieFields: [['tie_word_embeddings']],
  sizeFields: [['vocab_size']],
};
