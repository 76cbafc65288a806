// GPT-2, GPT-3 and Codex: the encodings whose first 50,256 ranks are GPT-2's.

import type { TiktokenEncoding } from './tiktoken-encoding.js';

const codexRanks = '94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069';

export const r50kBase: TiktokenEncoding = {
  ranks: '306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930',
  pattern: 'r50k_base',
  specialTokens: { '<|endoftext|>': 50256 },
};

/** Rank 50256 is absent from the file: it is the special token. */
export const p50kBase: TiktokenEncoding = {
  ranks: codexRanks,
  pattern: 'p50k_base',
  specialTokens: { '<|endoftext|>': 50256 },
};

export const p50kEdit: TiktokenEncoding = {
  ranks: codexRanks,
  pattern: 'p50k_edit',
  specialTokens: {
    '<|endoftext|>': 50256,
    '<|fim_prefix|>': 50281,
    '<|fim_middle|>': 50282,
    '<|fim_suffix|>': 50283,
  },
};
