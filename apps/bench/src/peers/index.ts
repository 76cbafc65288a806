import { aiTokenizer } from './ai-tokenizer.js';
import { anush008Tokenizers } from './anush008-tokenizers.js';
import { gptTokenizer } from './gpt-tokenizer.js';
import { huggingfaceJs } from './huggingface-js.js';
import { huggingfaceNative } from './huggingface-native.js';
import { hypertok } from './hypertok.js';
import { jsTiktoken } from './js-tiktoken.js';
import { kitoken } from './kitoken.js';
import type { Peer } from './peer.js';
import { sentencepiece } from './sentencepiece.js';
import { tiktoken } from './tiktoken.js';
import { tiktokenNode } from './tiktoken-node.js';
import { tokengraft } from './tokengraft.js';

export type { Engine, Ids, Peer } from './peer.js';
export { versionOf } from './installed.js';
export { tokengraft };

/** A peer is one file and one line here. */
export const peers: readonly Peer[] = [
  tokengraft,
  hypertok,
  kitoken,
  tiktokenNode,
  tiktoken,
  aiTokenizer,
  gptTokenizer,
  jsTiktoken,
  huggingfaceNative,
  anush008Tokenizers,
  huggingfaceJs,
  sentencepiece,
];

/** Whose ids are right: the reference's for every tokenizer.json, the original core's for a rank file alone. */
export const oracles: readonly Peer[] = [huggingfaceNative, tiktoken];

export function peerNamed(name: string): Peer {
  const peer = peers.find((each) => each.name === name);
  if (peer === undefined) throw new Error(`no peer ${name}`);
  return peer;
}
