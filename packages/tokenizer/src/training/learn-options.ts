// What learning may be asked for, and the check of it.

import { expectInteger, expectOneOf, expectSignal, expectString, expectStrings } from '@tokengraft/errors';
import { refuseUnknownOptions } from '../known-options.js';
import {
  countSettingNames,
  expectCorpus,
  pickCountSettings,
  type CorpusInput,
  type CountSettings,
} from './count-corpus.js';
import type { CorpusFile } from './corpus.js';

export interface LearnOptions extends CountSettings {
  /** New tokens, all together. */
  readonly add: number;
  /** A pair, or a new character, that occurs less often makes no token. Default 2. */
  readonly minFrequency?: number;
  /** In bytes. Default: any. */
  readonly maxTokenLength?: number;
  /** With byte fallback: at most so many characters become tokens. Default: as many as save more than merges do. */
  readonly limitAlphabet?: number;
  /** 'cross': tokens may hold several words, where the tokenizer takes a text as one piece. Default 'never'. */
  readonly wordBoundary?: 'never' | 'cross';
  /** Words that become tokens whatever their frequency, with the merges that make them. */
  readonly forced?: readonly string[];
  /** Words that become none, with or without a space before them. */
  readonly excluded?: readonly string[];
  /** Text that is not learnt from, to measure on. Default: the corpus. */
  readonly heldOut?: CorpusInput | readonly CorpusInput[];
  /**
   * Bytes of each file to measure and verify on; 0: all. Default: 1/128 of the corpus, shared among its files, between 1,024
   * and 262,144 of each and 65,536 in all; of held-out files 262,144.
   */
  readonly sampleBytes?: number;
  /** Of the model, for the cost of new rows. Default: what config.json beside the tokenizer says. */
  readonly hiddenSize?: number;
}

export interface LearnPlan {
  readonly add: number;
  readonly minFrequency: number;
  readonly maxTokenLength: number;
  readonly limitAlphabet: number;
  readonly crosses: boolean;
  readonly forced: readonly string[];
  readonly excluded: readonly string[];
  readonly heldOut: readonly CorpusFile[] | undefined;
  readonly sampleBytes: number | undefined;
  readonly hiddenSize: number | undefined;
  readonly settings: CountSettings;
}

const optionNames = [
  ...countSettingNames,
  'add',
  'minFrequency',
  'maxTokenLength',
  'limitAlphabet',
  'wordBoundary',
  'forced',
  'excluded',
  'heldOut',
  'sampleBytes',
  'hiddenSize',
] as const;

export function checkLearnOptions(options: LearnOptions): LearnPlan {
  refuseUnknownOptions(options, optionNames);
  const { add, minFrequency = 2, maxTokenLength = 0, wordBoundary = 'never', forced = [], excluded = [] } = options;
  const { heldOut, sampleBytes, hiddenSize, temporaryFolder, signal } = options;
  const wanted = expectInteger('options.add', add, 0, 2 ** 24);
  if (temporaryFolder !== undefined) expectString('options.temporaryFolder', temporaryFolder);
  if (signal !== undefined) expectSignal('options.signal', signal);
  return {
    add: wanted,
    minFrequency: expectInteger('options.minFrequency', minFrequency, 1),
    maxTokenLength: expectInteger('options.maxTokenLength', maxTokenLength, 0),
    limitAlphabet: expectInteger('options.limitAlphabet', options.limitAlphabet ?? wanted, 0),
    crosses: expectOneOf('options.wordBoundary', wordBoundary, ['never', 'cross']) === 'cross',
    forced: expectStrings('options.forced', forced),
    excluded: expectStrings('options.excluded', excluded),
    heldOut: heldOut === undefined ? undefined : expectCorpus(heldOut),
    sampleBytes: sampleBytes === undefined ? undefined : expectInteger('options.sampleBytes', sampleBytes, 0),
    hiddenSize: hiddenSize === undefined ? undefined : expectInteger('options.hiddenSize', hiddenSize, 1),
    settings: pickCountSettings(options),
  };
}
