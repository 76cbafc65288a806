import type { Family } from './family.js';
import { byteLevelDecoder, gpt2 } from './gpt2.js';

const words = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };

export const qwen2: Family = {
  classes: ['Qwen2Tokenizer'],
  usualTokens: { unk: '<|endoftext|>', eos: '<|endoftext|>', pad: '<|endoftext|>' },
  model: gpt2.model,
  stages: () => ({
    normalizer: { type: 'NFC' },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [{ type: 'Split', pattern: { Regex: words }, behavior: 'Isolated', invert: false }, byteLevel],
    },
    post_processor: byteLevel,
    decoder: byteLevelDecoder,
  }),
};
