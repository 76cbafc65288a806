import { readFile } from 'node:fs/promises';
import { importPeer, resolvePeer } from './installed.js';
import type { Peer } from './peer.js';

interface Module {
  fromBytes(
    bytes: Uint8Array,
    options: { tier: 'single' },
  ): Promise<{
    encodeSync(text: string): Uint32Array;
    encodeInto(text: string, ids: Uint32Array): Promise<number>;
    decode(ids: Uint32Array): string;
    free(): void;
  }>;
}

/** Its vocabularies are packages of their own; the other tiers refuse to start in Node. */
const published = ['gpt2', 'cl100k', 'o200k', 'llama3'];

export const hypertok: Peer = {
  name: 'hypertok',
  kind: 'wasm',
  reads: ({ name }) => published.includes(name),
  async load({ name }) {
    const module = await importPeer<Module>('hypertok');
    const bytes = await readFile(await resolvePeer(`@hypertok/vocab-${name}/vocab.htk`));
    const tokenizer = await module.fromBytes(bytes, { tier: 'single' });
    return {
      encode: (text) => tokenizer.encodeSync(text),
      encodeInto: (text, ids) => tokenizer.encodeInto(text, ids),
      decode: (ids) => tokenizer.decode(ids as Uint32Array),
      free: () => tokenizer.free(),
    };
  },
};
