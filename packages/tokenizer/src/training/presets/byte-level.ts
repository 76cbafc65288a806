// BPE on bytes, as GPT-2 began it and later models went on with other split patterns.

import { native } from '@tokengraft/native';
import { template, type Preset } from './preset.js';

const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };

const common = {
  model: 'bpe',
  alphabet: 'bytes',
  wordMark: '',
  normalizer: null,
  decoder: byteLevel,
} as const;

const bpeOptions = {
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
} as const;

const offsets = { ...byteLevel, trim_offsets: false };

export const gpt2: Preset = {
  ...common,
  specialTokens: ['<|endoftext|>'],
  preTokenizer: byteLevel,
  postProcessor: () => offsets,
  modelOptions: bpeOptions,
};

export const cl100k = (): Preset =>
  splitBy('llama3', {
    specialTokens: ['<|endoftext|>', '<|fim_prefix|>', '<|fim_middle|>', '<|fim_suffix|>', '<|endofprompt|>'],
    postProcessor: () => offsets,
    modelOptions: bpeOptions,
  });

export const o200k = (): Preset =>
  splitBy('o200k_base', {
    specialTokens: ['<|endoftext|>', '<|endofprompt|>'],
    postProcessor: () => offsets,
    modelOptions: bpeOptions,
  });

export const llama3 = (): Preset =>
  splitBy('llama3', {
    specialTokens: ['<|begin_of_text|>', '<|end_of_text|>', '<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>'],
    postProcessor: (idOf) => ({
      type: 'Sequence',
      processors: [offsets, template(['<|begin_of_text|>'], [], idOf)],
    }),
    modelOptions: { ...bpeOptions, ignore_merges: true },
  });

type Rest = Pick<Preset, 'specialTokens' | 'postProcessor' | 'modelOptions'>;

/** Of cl100k's two spellings the one that documents use is Llama 3's. */
function splitBy(scheme: 'llama3' | 'o200k_base', rest: Rest): Preset {
  const pattern = { Regex: native().namedPattern(scheme) };
  return {
    ...common,
    ...rest,
    preTokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern, behavior: 'Isolated', invert: false },
        { ...byteLevel, use_regex: false },
      ],
    },
  };
}
