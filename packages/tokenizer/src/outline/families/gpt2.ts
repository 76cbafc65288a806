import { readFlag } from '../companions.js';
import type { Family } from './family.js';

export const byteLevelDecoder = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true };

export const gpt2: Family = {
  classes: ['GPT2Tokenizer', 'CodeGenTokenizer'],
  usualTokens: { bos: '<|endoftext|>', eos: '<|endoftext|>', unk: '<|endoftext|>' },
  model: () => ({ unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '', fuse_unk: false }),
  stages: ({ beside, token }) => ({
    pre_tokenizer: { ...byteLevelDecoder, add_prefix_space: readFlag(beside, 'add_prefix_space', false) },
    post_processor: addBos(readFlag(beside, 'add_bos_token', false) ? token('bos') : undefined),
    decoder: byteLevelDecoder,
  }),
};

function addBos(bos: readonly [content: string, id: number] | undefined): object {
  const trim = { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true };
  if (bos === undefined) return trim;
  const [content, id] = bos;
  const first = { SpecialToken: { id: content, type_id: 0 } };
  const [a, b] = ['A', 'B'].map((name, type_id) => ({ Sequence: { id: name, type_id } }));
  return {
    type: 'TemplateProcessing',
    single: [first, a],
    pair: [first, a, { SpecialToken: { id: content, type_id: 1 } }, b],
    special_tokens: { [content]: { id: content, ids: [id], tokens: [content] } },
  };
}
