import type { Peer } from './peer.js';

const plain = { addSpecialTokens: false };

export const huggingfaceNative: Peer = {
  name: 'tokenizers',
  kind: 'native',
  reads: ({ tokenizerJson }) => tokenizerJson !== undefined,
  async load(vocabulary) {
    const { Tokenizer } = await import('tokenizers');
    const tokenizer = Tokenizer.fromFile(vocabulary.tokenizerJson ?? '');
    return {
      encode: async (text) => (await tokenizer.encode(text, null, plain)).getIds(),
      count: async (text) => (await tokenizer.encode(text, null, plain)).getLength(),
      decode: (ids) => tokenizer.decode(ids as number[], false),
      toOwnIds: (ids) => [...ids],
      encodeBatch: async (texts) =>
        (await tokenizer.encodeBatch([...texts], plain)).map((encoding) => encoding.getIds()),
      addTokens: (contents) => void tokenizer.addTokens([...contents]),
    };
  },
};
