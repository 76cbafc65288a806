import { loadTokenizer } from '@tokengraft/tokenizer';
import type { Peer } from './peer.js';

export const tokengraft: Peer = {
  name: '@tokengraft/tokenizer',
  kind: 'native',
  async load(vocabulary) {
    const tokenizer = await loadTokenizer(vocabulary.tokenizerJson);
    return { encode: (text) => tokenizer.encode(text, { addSpecialTokens: false }) };
  },
};
