import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import type { Peer } from './peer.js';

export const huggingfaceJs: Peer = {
  name: '@huggingface/tokenizers',
  kind: 'javascript',
  async load(vocabulary) {
    const json = JSON.parse(await readFile(vocabulary.tokenizerJson, 'utf8'));
    const tokenizer = new Tokenizer(json, {});
    return { encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids };
  },
};
