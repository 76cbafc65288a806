import { Tiktoken } from 'js-tiktoken/lite';
import type { Peer } from './peer.js';

const ranks = {
  gpt2: () => import('js-tiktoken/ranks/gpt2'),
  cl100k_base: () => import('js-tiktoken/ranks/cl100k_base'),
};

export const jsTiktoken: Peer = {
  name: 'js-tiktoken',
  kind: 'javascript',
  async load(vocabulary) {
    const encoding = new Tiktoken((await ranks[vocabulary.name]()).default);
    return { encode: (text) => encoding.encode(text, [], []) };
  },
};
