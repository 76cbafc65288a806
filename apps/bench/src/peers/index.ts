import type { Peer } from './peer.js';
import { gptTokenizer } from './gpt-tokenizer.js';
import { huggingfaceJs } from './huggingface-js.js';
import { huggingfaceNative } from './huggingface-native.js';
import { jsTiktoken } from './js-tiktoken.js';
import { tokengraft } from './tokengraft.js';

export type { Engine, Peer } from './peer.js';

/** The first one is the reference of the ratios; ids are compared with those of `oracle`. */
export const peers: readonly Peer[] = [tokengraft, huggingfaceNative, huggingfaceJs, jsTiktoken, gptTokenizer];
export const oracle: Peer = huggingfaceNative;
