import { importPeer } from './installed.js';
import type { Peer } from './peer.js';

interface Module {
  getEncoding(name: string): {
    encode(text: string): number[];
    encodeBatch(texts: readonly string[]): number[][];
    decode(ids: readonly number[]): string;
  };
}

export const tiktokenNode: Peer = {
  name: 'tiktoken-node',
  optional: true,
  kind: 'native',
  reads: ({ encoding }) => encoding === 'gpt2' || encoding === 'cl100k_base',
  async load({ encoding }) {
    const module = await importPeer<Module & { default?: Module }>('tiktoken-node');
    const tokenizer = (module.default ?? module).getEncoding(encoding ?? '');
    return {
      encode: (text) => tokenizer.encode(text),
      encodeBatch: (texts) => tokenizer.encodeBatch(texts),
      decode: (ids) => tokenizer.decode(ids as number[]),
      toOwnIds: (ids) => [...ids],
    };
  },
};
