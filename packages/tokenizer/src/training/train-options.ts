// What training may be asked for, and the check of it.

import { expectInteger, expectOneOf, expectSignal, expectStrings } from '@tokengraft/errors';
import { refuseUnknownOptions } from '../known-options.js';
import { countSettingNames, pickCountSettings, type CountSettings } from './count-corpus.js';
import {
  defaultPresets,
  presetNames,
  presets,
  type Preset,
  type PresetName,
  type TrainedModel,
} from './presets/index.js';
import { sha256 } from '../sha256.js';

/** Which tokenizer words are counted for. */
export interface CutOptions extends CountSettings {
  /** Default: the preset's; 'bpe' where there is none. */
  readonly model?: TrainedModel;
  /** How text is cut and written. Default: gpt2 for 'bpe', bert for 'wordpiece', t5 for 'unigram'. */
  readonly preset?: PresetName;
  /** In place of the preset's; the first gets id 0. What the preset's template and unknown token need must be among them. */
  readonly specialTokens?: readonly string[];
}

export interface TrainOptions extends CutOptions {
  /** Tokens in all: special ones, alphabet and learnt ones. */
  readonly vocabSize: number;
  /** A pair that occurs less often is not merged. Default 2. */
  readonly minFrequency?: number;
  /** In bytes of a token's own spelling. Default: any. */
  readonly maxTokenLength?: number;
  /** The most frequent characters only. Default: all; with byte fallback those of 99.95 % of the corpus. */
  readonly limitAlphabet?: number;
  /** Files of counts, of `countWords` with the same options, in place of a corpus or beside it. */
  readonly fromCounts?: readonly string[];
}

const cutOptionNames = [...countSettingNames, 'model', 'preset', 'specialTokens'] as const;
const trainOptionNames = [
  ...cutOptionNames,
  'vocabSize',
  'minFrequency',
  'maxTokenLength',
  'limitAlphabet',
  'fromCounts',
] as const;

export interface CutPlan {
  readonly preset: Preset;
  readonly presetName: PresetName;
  readonly specialTokens: readonly string[];
  readonly settings: CountSettings & { readonly wordMark: string };
}

export interface TrainPlan extends CutPlan {
  readonly vocabSize: number;
  readonly minFrequency: number;
  readonly maxTokenLength: number;
  readonly limitAlphabet: number | undefined;
  readonly fromCounts: readonly string[];
}

export function checkCutOptions(options: CutOptions, known: readonly string[] = cutOptionNames): CutPlan {
  refuseUnknownOptions(options, known);
  const { model, preset: name, specialTokens, ...settings } = options;
  const presetName = choosePreset(model, name);
  const preset = presets[presetName]();
  const tokens =
    specialTokens === undefined ? preset.specialTokens : expectStrings('options.specialTokens', specialTokens);
  refuseRepeated(tokens);
  if (settings.signal !== undefined) expectSignal('options.signal', settings.signal);
  return {
    preset,
    presetName,
    specialTokens: tokens,
    settings: { ...pickCountSettings(settings), wordMark: preset.wordMark },
  };
}

export function checkTrainOptions(options: TrainOptions): TrainPlan {
  const plan = checkCutOptions(options, trainOptionNames);
  const { vocabSize, minFrequency = 2, maxTokenLength = 0, limitAlphabet, fromCounts = [] } = options;
  return {
    ...plan,
    vocabSize: expectInteger('options.vocabSize', vocabSize, 1, 2 ** 24),
    minFrequency: expectInteger('options.minFrequency', minFrequency, 1),
    maxTokenLength: expectInteger('options.maxTokenLength', maxTokenLength, 0),
    limitAlphabet: limitAlphabet === undefined ? undefined : expectInteger('options.limitAlphabet', limitAlphabet, 0),
    fromCounts: expectStrings('options.fromCounts', fromCounts),
  };
}

/** What counts were made by, on one line: equal for everything that cuts and caps alike. */
export function countLabel(
  document: string,
  { longestWord, wordMark }: { longestWord: number; wordMark: string },
): string {
  const cutter = sha256(document);
  return JSON.stringify({ cutter, longestWord, wordMark });
}

function choosePreset(model: unknown, name: unknown): PresetName {
  const known = Object.keys(defaultPresets) as TrainedModel[];
  const wanted = model === undefined ? undefined : expectOneOf('options.model', model, known);
  if (name === undefined) return defaultPresets[wanted ?? 'bpe'];
  const preset = expectOneOf('options.preset', name, presetNames);
  const own = presets[preset]().model;
  if (wanted === undefined || wanted === own) return preset;
  throw new TypeError(
    `options.preset ${preset} is a ${own} tokenizer, options.model is ${wanted}; leave one of them out`,
  );
}

function refuseRepeated(tokens: readonly string[]): void {
  const repeated = tokens.find((token, index) => token === '' || tokens.indexOf(token) !== index);
  if (repeated === undefined) return;
  throw new TypeError(
    `options.specialTokens: ${JSON.stringify(repeated)} is ${repeated === '' ? 'empty' : 'there twice'}`,
  );
}
