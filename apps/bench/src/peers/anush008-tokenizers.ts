import { importPeer } from './installed.js';
import type { Peer } from './peer.js';

interface Encoding {
  getIds(): number[];
  getLength(): number;
}
interface Module {
  Tokenizer: {
    fromFile(file: string): {
      encode(text: string, pair: null, options: object): Promise<Encoding>;
      encodeBatch(texts: readonly string[], options: object): Promise<Encoding[]>;
      decode(ids: readonly number[], skipSpecialTokens: boolean): Promise<string>;
    };
  };
}

const plain = { addSpecialTokens: false };

export const anush008Tokenizers: Peer = {
  name: '@anush008/tokenizers',
  optional: true,
  kind: 'native',
  reads: ({ tokenizerJson }) => tokenizerJson !== undefined,
  async load(vocabulary) {
    const { Tokenizer } = await importPeer<Module>('@anush008/tokenizers');
    const tokenizer = Tokenizer.fromFile(vocabulary.tokenizerJson ?? '');
    return {
      encode: async (text) => (await tokenizer.encode(text, null, plain)).getIds(),
      count: async (text) => (await tokenizer.encode(text, null, plain)).getLength(),
      decode: (ids) => tokenizer.decode(ids as number[], false),
      toOwnIds: (ids) => [...ids],
      encodeBatch: async (texts) => (await tokenizer.encodeBatch(texts, plain)).map((encoding) => encoding.getIds()),
    };
  },
};
