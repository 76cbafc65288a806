// GPT-4o, and gpt-oss, whose harmony format fills the ids behind the same ranks.

import type { TiktokenEncoding } from './tiktoken-encoding.js';

const ranks = '446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d';

export const o200kBase: TiktokenEncoding = {
  ranks,
  pattern: 'o200k_base',
  specialTokens: { '<|endoftext|>': 199999, '<|endofprompt|>': 200018 },
};

const harmonyTokens: Readonly<Record<string, number>> = {
  '<|startoftext|>': 199998,
  '<|endoftext|>': 199999,
  '<|return|>': 200002,
  '<|constrain|>': 200003,
  '<|channel|>': 200005,
  '<|start|>': 200006,
  '<|end|>': 200007,
  '<|message|>': 200008,
  '<|call|>': 200012,
  '<|endofprompt|>': 200018,
};

const firstHarmonyId = 199998;
const lastHarmonyId = 201087;

export const o200kHarmony: TiktokenEncoding = {
  ranks,
  pattern: 'o200k_harmony',
  get specialTokens() {
    return { ...harmonyTokens, ...reservedTokens() };
  },
};

/** `<|reserved_N|>` for every id N that has no name of its own. */
function reservedTokens(): Record<string, number> {
  const named = new Set(Object.values(harmonyTokens));
  const ids = Array.from({ length: lastHarmonyId - firstHarmonyId + 1 }, (_, index) => firstHarmonyId + index);
  return Object.fromEntries(ids.filter((id) => !named.has(id)).map((id) => [`<|reserved_${id}|>`, id]));
}
