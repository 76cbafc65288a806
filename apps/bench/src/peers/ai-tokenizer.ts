import { importPeer } from './installed.js';
import type { Peer } from './peer.js';

interface Module {
  Tokenizer: new (encoding: object) => {
    encode(text: string, allowedSpecial: string[], disallowedSpecial: string[]): number[];
    decode(ids: readonly number[]): string;
    count(text: string): number;
  };
}

export const aiTokenizer: Peer = {
  name: 'ai-tokenizer',
  optional: true,
  kind: 'javascript',
  reads: ({ encoding }) => encoding !== undefined && encoding !== 'gpt2',
  async load({ encoding }) {
    const { Tokenizer } = await importPeer<Module>('ai-tokenizer');
    const tokenizer = new Tokenizer(await importPeer<object>(`ai-tokenizer/encoding/${encoding}`));
    return {
      encode: (text) => tokenizer.encode(text, [], []),
      count: (text) => tokenizer.count(text),
      decode: (ids) => tokenizer.decode(ids as number[]),
      toOwnIds: (ids) => [...ids],
    };
  },
};
