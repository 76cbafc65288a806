export { loadTokenizer } from './load.js';
export type { LoadOptions } from './load.js';
export { Tokenizer } from './tokenizer.js';
export { openShared } from './open-shared.js';
export type { SharedTokenizer, ShareOptions } from './share-tokenizer.js';
export type { AddedToken, AddedTokenFlags, TokenInput } from './added-tokens.js';
export type {
  BatchDecodeOptions,
  BatchOptions,
  DecodeBytesOptions,
  DecodeOptions,
  Device,
  EncodeOptions,
  EncodingBatchOptions,
  EncodingOptions,
  OffsetUnit,
  SpecialPolicy,
} from './options.js';
export type { Encoding } from './encoding.js';
export type { EncodingInput } from './encode-fully.js';
export type { FileSettings } from './framing/file-settings.js';
export type { PaddingOptions, Side, TruncationOptions, TruncationStrategy } from './framing/truncation-options.js';
export { createJsonRows } from './json-rows.js';
export { RowCount, type RowColumns, type RowPadding } from './row-columns.js';
export type { JsonRowBlock, JsonRowColumn, JsonRowRule, JsonRows, TurnEnd } from './json-rows.js';
export type { GrowingCount } from './growing-count.js';
export { createStreamHash } from './stream-hash.js';
export type { StreamHash } from './stream-hash.js';
export type { SpecialTokenSets } from './special/special-sets.js';
export type { StreamDecoder } from './stream-decoder.js';
export type { FileAction, SavedFile, SaveOptions, PlannedFile } from './saving/planned-file.js';
export { reshapeTokenizer } from './reshaping/reshape-tokenizer.js';
export type { ReshapedTokenizer } from './reshaping/reshape-tokenizer.js';
export type { TokenMap } from './reshaping/token-map.js';
export { tokenizerFileAmong } from './source.js';
export type { TokenizerFormat, TokenizerSource } from './source.js';
export { compareTokenizers } from './training/compare.js';
export type { CompareOptions, Comparison, NewTokenUse } from './training/compare.js';
export type { TextDifference } from './training/difference.js';
export { learnTokens } from './training/learn.js';
export type { LearnedTokenizer, LearnReport } from './training/learn.js';
export type { SampleText } from './training/sample-texts.js';
export type { LearnOptions } from './training/learn-options.js';
export type { CurvePoint, LearnedToken } from './training/ranked-tokens.js';
export type { CorpusMeasure, Measured, TokenMeasure } from './training/measure-corpus.js';
export { countWords, trainTokenizer } from './training/train.js';
export type { TrainedStep, TrainedTokenizer, TrainReport } from './training/train.js';
export type { CutOptions, TrainOptions } from './training/train-options.js';
export type { CorpusFile } from './training/corpus.js';
export type { CorpusInput, TrainingProgress } from './training/count-corpus.js';
export { presetNames } from './training/presets/index.js';
export type { PresetName, TrainedModel } from './training/presets/index.js';
export { encodingNames } from './encodings/index.js';
export type { EncodingName } from './encodings/index.js';
