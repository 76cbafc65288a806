// Tokenizers whose first symbols are characters.

import { template, type Preset } from './preset.js';

/** BPE as the first subword tokenizers wrote it: words at white space and punctuation, `</w>` at their end. */
export const characters: Preset = {
  model: 'bpe',
  alphabet: 'characters-with-end',
  specialTokens: ['<unk>'],
  unknownToken: '<unk>',
  wordMark: '',
  normalizer: { type: 'NFC' },
  preTokenizer: { type: 'BertPreTokenizer' },
  postProcessor: () => null,
  decoder: { type: 'BPEDecoder', suffix: '</w>' },
  modelOptions: {
    dropout: null,
    unk_token: '<unk>',
    continuing_subword_prefix: null,
    end_of_word_suffix: '</w>',
    fuse_unk: false,
    byte_fallback: false,
  },
};

/** SentencePiece's BPE with byte fallback, as Llama 2 uses it. */
export const sentencepiece: Preset = {
  model: 'bpe',
  alphabet: 'characters-with-bytes',
  specialTokens: ['<unk>', '<s>', '</s>'],
  unknownToken: '<unk>',
  wordMark: '▁',
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  preTokenizer: null,
  postProcessor: (idOf) => template(['<s>'], [], idOf),
  decoder: {
    type: 'Sequence',
    decoders: [
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
      { type: 'ByteFallback' },
      { type: 'Fuse' },
      { type: 'Strip', content: ' ', start: 1, stop: 0 },
    ],
  },
  modelOptions: {
    dropout: null,
    unk_token: '<unk>',
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: true,
    byte_fallback: true,
  },
};

export const bert: Preset = {
  model: 'wordpiece',
  alphabet: 'characters-with-continuation',
  specialTokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
  unknownToken: '[UNK]',
  wordMark: '',
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  preTokenizer: { type: 'BertPreTokenizer' },
  postProcessor: (idOf) => ({
    type: 'BertProcessing',
    sep: ['[SEP]', idOf('[SEP]')],
    cls: ['[CLS]', idOf('[CLS]')],
  }),
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  modelOptions: { unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100 },
};

const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };

export const t5: Preset = {
  model: 'unigram',
  alphabet: 'characters',
  specialTokens: ['<pad>', '</s>', '<unk>'],
  unknownToken: '<unk>',
  wordMark: '▁',
  normalizer: { type: 'Sequence', normalizers: [{ type: 'Nmt' }, { type: 'NFKC' }] },
  preTokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, metaspace] },
  postProcessor: (idOf) => template([], ['</s>'], idOf),
  decoder: metaspace,
  modelOptions: { byte_fallback: false },
};
