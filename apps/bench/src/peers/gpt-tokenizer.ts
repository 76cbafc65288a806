import { importPeer } from './installed.js';
import type { Peer } from './peer.js';

interface Module {
  encode(text: string, options: object): number[];
  decode(ids: Iterable<number>): string;
  countTokens(text: string, options: object): number;
  isWithinTokenLimit(text: string, limit: number, options: object): false | number;
  clearMergeCache(): void;
}

const plain = { disallowedSpecial: new Set<string>() };

export const gptTokenizer: Peer = {
  name: 'gpt-tokenizer',
  kind: 'javascript',
  reads: ({ encoding }) => encoding !== undefined,
  async load({ encoding }) {
    const name = encoding === 'gpt2' ? 'r50k_base' : encoding;
    const module = await importPeer<Module>(`gpt-tokenizer/encoding/${name}`);
    // The module keeps one cache for the process; a newly loaded tokenizer starts with an empty one.
    module.clearMergeCache();
    return {
      encode: (text) => module.encode(text, plain),
      count: (text) => module.countTokens(text, plain),
      isWithinLimit: (text, limit) => module.isWithinTokenLimit(text, limit, plain) !== false,
      decode: (ids) => module.decode(ids as number[]),
      toOwnIds: (ids) => [...ids],
    };
  },
};
