import type { Preset, TrainedModel } from './preset.js';
import { cl100k, gpt2, llama3, o200k } from './byte-level.js';
import { bert, characters, sentencepiece, t5 } from './characters.js';

export type { Alphabet, Preset, TrainedModel } from './preset.js';

/** Every kind of tokenizer that can be trained. */
export const presets = {
  gpt2: () => gpt2,
  cl100k,
  o200k,
  llama3,
  sentencepiece: () => sentencepiece,
  characters: () => characters,
  bert: () => bert,
  t5: () => t5,
} as const satisfies Record<string, () => Preset>;

export type PresetName = keyof typeof presets;

export const presetNames: readonly PresetName[] = Object.keys(presets) as PresetName[];

/** What a model is trained as when nobody names a preset. */
export const defaultPresets = {
  bpe: 'gpt2',
  wordpiece: 'bert',
  unigram: 't5',
} as const satisfies Record<TrainedModel, PresetName>;
