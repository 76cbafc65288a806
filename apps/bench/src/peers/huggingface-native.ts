import { Tokenizer } from 'tokenizers';
import type { Peer } from './peer.js';

export const huggingfaceNative: Peer = {
  name: 'tokenizers',
  kind: 'native',
  async load(vocabulary) {
    const tokenizer = Tokenizer.fromFile(vocabulary.tokenizerJson);
    return { encode: async (text) => (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds() };
  },
};
