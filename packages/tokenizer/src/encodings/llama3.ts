// Llama 3: 256 special tokens behind 128,000 ranks.

import type { TiktokenEncoding } from './tiktoken-encoding.js';

const namedTokens: Readonly<Record<string, number>> = {
  '<|begin_of_text|>': 128000,
  '<|end_of_text|>': 128001,
  '<|reserved_special_token_0|>': 128002,
  '<|reserved_special_token_1|>': 128003,
  '<|finetune_right_pad_id|>': 128004,
  '<|step_id|>': 128005,
  '<|start_header_id|>': 128006,
  '<|end_header_id|>': 128007,
  '<|eom_id|>': 128008,
  '<|eot_id|>': 128009,
  '<|python_tag|>': 128010,
  '<|image|>': 128011,
};

export const llama3: TiktokenEncoding = {
  ranks: '82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55',
  pattern: 'llama3',
  get specialTokens() {
    return { ...namedTokens, ...laterReservedTokens() };
  },
};

/** `<|reserved_special_token_2|>` to `…_245|>`, at the ids up to 128255. */
function laterReservedTokens(): Record<string, number> {
  const numbers = Array.from({ length: 244 }, (_, index) => index + 2);
  return Object.fromEntries(numbers.map((number) => [`<|reserved_special_token_${number}|>`, 128010 + number]));
}
