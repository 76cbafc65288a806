// GPT-3.5 and GPT-4.

import type { TiktokenEncoding } from './tiktoken-encoding.js';

export const cl100kBase: TiktokenEncoding = {
  ranks: '223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7',
  pattern: 'cl100k_base',
  specialTokens: {
    '<|endoftext|>': 100257,
    '<|fim_prefix|>': 100258,
    '<|fim_middle|>': 100259,
    '<|fim_suffix|>': 100260,
    '<|endofprompt|>': 100276,
  },
};
