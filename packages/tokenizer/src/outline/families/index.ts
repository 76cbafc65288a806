import { bare } from './bare.js';
import type { Family } from './family.js';
import { clip } from './clip.js';
import { gpt2 } from './gpt2.js';
import { llama } from './llama.js';
import { qwen2 } from './qwen2.js';
import { roberta } from './roberta.js';

/** By the format of the vocabulary; the first is meant where no class is named. */
export const families = {
  'vocab.json': [gpt2, roberta, clip, qwen2],
  'tokenizer.model': [bare, llama],
} as const satisfies Record<string, readonly Family[]>;
