import { readFile } from 'node:fs/promises';
import { importPeer } from './installed.js';
import type { Peer } from './peer.js';

interface Kitoken {
  encode(text: string, specials: boolean): Uint32Array;
  encode_all(texts: readonly string[], specials: boolean): Uint32Array[];
  decode(ids: Uint32Array, specials: boolean): Uint8Array;
  free(): void;
}
interface Module {
  Kitoken: { from_tokenizers(bytes: Uint8Array): Kitoken };
}

export const kitoken: Peer = {
  name: 'kitoken',
  optional: true,
  kind: 'wasm',
  reads: ({ tokenizerJson }) => tokenizerJson !== undefined,
  async load(vocabulary) {
    const module = await importPeer<Module & { default?: Module }>('kitoken/node');
    const bytes = await readFile(vocabulary.tokenizerJson ?? '');
    const tokenizer = (module.default ?? module).Kitoken.from_tokenizers(bytes);
    const decoder = new TextDecoder();
    return {
      encode: (text) => tokenizer.encode(text, false),
      encodeBatch: (texts) => tokenizer.encode_all(texts, false),
      decode: (ids) => decoder.decode(tokenizer.decode(ids as Uint32Array, true)),
      decodeBytes: (ids) => tokenizer.decode(ids as Uint32Array, true),
      free: () => tokenizer.free(),
    };
  },
};
