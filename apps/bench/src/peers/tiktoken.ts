import { importPeer } from './installed.js';
import type { Peer } from './peer.js';

interface Module {
  get_encoding(name: string): {
    encode_ordinary(text: string): Uint32Array;
    decode(ids: Uint32Array): Uint8Array;
    free(): void;
  };
}

export const tiktoken: Peer = {
  name: 'tiktoken',
  kind: 'wasm',
  reads: ({ encoding }) => encoding !== undefined,
  async load({ encoding }) {
    const module = await importPeer<Module>('tiktoken');
    const tokenizer = module.get_encoding(encoding ?? '');
    const decoder = new TextDecoder();
    return {
      encode: (text) => tokenizer.encode_ordinary(text),
      decode: (ids) => decoder.decode(tokenizer.decode(ids as Uint32Array)),
      decodeBytes: (ids) => tokenizer.decode(ids as Uint32Array),
      free: () => tokenizer.free(),
    };
  },
};
