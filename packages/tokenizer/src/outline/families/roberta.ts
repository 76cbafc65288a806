import { readFlag } from '../companions.js';
import type { Family } from './family.js';
import { byteLevelDecoder, gpt2 } from './gpt2.js';

export const roberta: Family = {
  classes: ['RobertaTokenizer', 'LongformerTokenizer', 'BartTokenizer', 'LEDTokenizer'],
  usualTokens: {
    bos: '<s>',
    eos: '</s>',
    sep: '</s>',
    cls: '<s>',
    unk: '<unk>',
    pad: '<pad>',
    mask: { content: '<mask>', lstrip: true, normalized: false },
  },
  model: gpt2.model,
  stages: ({ beside, token }) => {
    const settings = {
      add_prefix_space: readFlag(beside, 'add_prefix_space', false),
      trim_offsets: readFlag(beside, 'trim_offsets', true),
    };
    return {
      pre_tokenizer: { ...byteLevelDecoder, add_prefix_space: settings.add_prefix_space },
      post_processor: { type: 'RobertaProcessing', sep: token('sep'), cls: token('cls'), ...settings },
      decoder: byteLevelDecoder,
    };
  },
};
