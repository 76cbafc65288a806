export { planTokenize, tokenizeDataset, workFolder } from './tokenize.js';
export type { TokenizeOptions, TokenizeProgress } from './tokenize.js';
export {
  badRowPolicies,
  defaultSettings,
  emptyPolicies,
  eosPolicies,
  packings,
  paddings,
  readSettings,
  readShapeName,
  renderings,
  sides,
  specialPolicies,
  supervisions,
  truncations,
} from './settings.js';
export type { DatasetSettings } from './settings.js';
export { shapeNames } from './shapes/index.js';
export type { ShapeName } from './shapes/index.js';
export { rowFormatNames } from './read/index.js';
export type { RowFormatName } from './read/index.js';
export { outputFormatNames } from './write/index.js';
export type { OutputFormatName } from './write/index.js';
export { readManifest } from './merge/manifest.js';
export type { DatasetManifest, ManifestFile, SplitManifest } from './merge/manifest.js';
export type { DatasetStatistics, LengthBucket, SourceStatistics } from './merge/statistics.js';
export type { MergeStep } from './merge/merge.js';
export type { DatasetPlan, PlannedInput, PlannedShard } from './shards/plan.js';
export type { ShardRecord } from './shards/record.js';
