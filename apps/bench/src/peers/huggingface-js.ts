import { readFile } from 'node:fs/promises';
import { importPeer } from './installed.js';
import type { Peer } from './peer.js';

interface Module {
  Tokenizer: new (
    json: unknown,
    configuration: object,
  ) => {
    encode(text: string, options: object): { ids: number[] };
    decode(ids: readonly number[], options: object): string;
  };
}

export const huggingfaceJs: Peer = {
  name: '@huggingface/tokenizers',
  kind: 'javascript',
  reads: ({ tokenizerJson }) => tokenizerJson !== undefined,
  async load(vocabulary) {
    const { Tokenizer } = await importPeer<Module>('@huggingface/tokenizers');
    const json: unknown = JSON.parse(await readFile(vocabulary.tokenizerJson ?? '', 'utf8'));
    const tokenizer = new Tokenizer(json, {});
    return {
      encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
      decode: (ids) => tokenizer.decode(ids as number[], { clean_up_tokenization_spaces: false }),
      toOwnIds: (ids) => [...ids],
    };
  },
};
