import { importPeer } from './installed.js';
import type { Peer } from './peer.js';

interface Module {
  Tiktoken: new (ranks: unknown) => {
    encode(text: string, allowedSpecial: string[], disallowedSpecial: string[]): number[];
    decode(ids: readonly number[]): string;
  };
}

export const jsTiktoken: Peer = {
  name: 'js-tiktoken',
  optional: true,
  kind: 'javascript',
  reads: ({ encoding }) => encoding !== undefined,
  async load({ encoding }) {
    const { Tiktoken } = await importPeer<Module>('js-tiktoken/lite');
    const ranks = await importPeer<{ default: unknown }>(`js-tiktoken/ranks/${encoding}`);
    const tokenizer = new Tiktoken(ranks.default);
    return {
      encode: (text) => tokenizer.encode(text, [], []),
      decode: (ids) => tokenizer.decode(ids as number[]),
      toOwnIds: (ids) => [...ids],
    };
  },
};
