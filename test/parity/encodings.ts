// Which file beside the project has the ranks of an encoding.

import type { EncodingName } from '@tokengraft/tokenizer';

export const rankFiles: Readonly<Record<EncodingName, string>> = {
  r50k_base: 'r50k_base.tiktoken',
  p50k_base: 'p50k_base.tiktoken',
  p50k_edit: 'p50k_base.tiktoken',
  cl100k_base: 'cl100k_base.tiktoken',
  o200k_base: 'o200k_base.tiktoken',
  o200k_harmony: 'o200k_base.tiktoken',
  llama3: 'llama3_tokenizer.model',
};
