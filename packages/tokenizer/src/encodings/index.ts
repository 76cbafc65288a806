import { cl100kBase } from './cl100k.js';
import { p50kBase, p50kEdit, r50kBase } from './gpt2.js';
import { llama3 } from './llama3.js';
import { o200kBase, o200kHarmony } from './o200k.js';
import type { TiktokenEncoding } from './tiktoken-encoding.js';

export type { TiktokenEncoding } from './tiktoken-encoding.js';

/** Where two encodings share a rank file, the first is meant unless the file's name says otherwise. */
export const encodings = {
  r50k_base: r50kBase,
  p50k_base: p50kBase,
  p50k_edit: p50kEdit,
  cl100k_base: cl100kBase,
  o200k_base: o200kBase,
  o200k_harmony: o200kHarmony,
  llama3,
} as const satisfies Record<string, TiktokenEncoding>;

export type EncodingName = keyof typeof encodings;

export const encodingNames: readonly EncodingName[] = Object.keys(encodings) as EncodingName[];
