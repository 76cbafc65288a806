import type { Peer } from './peer.js';

const encodings = {
  gpt2: () => import('gpt-tokenizer/encoding/r50k_base'),
  cl100k_base: () => import('gpt-tokenizer/encoding/cl100k_base'),
};

export const gptTokenizer: Peer = {
  name: 'gpt-tokenizer',
  kind: 'javascript',
  async load(vocabulary) {
    const { encode, clearMergeCache } = await encodings[vocabulary.name]();
    // The module keeps one cache for the process; a newly loaded tokenizer starts with an empty one.
    clearMergeCache();
    return { encode: (text) => encode(text, { disallowedSpecial: new Set() }) };
  },
};
