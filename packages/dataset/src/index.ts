export { planTokenize, tokenizeDataset, workFolder } from './tokenize.js';
export type { TokenizeOptions, TokenizeProgress } from './tokenize.js';
export { datasetStatus, mergeDataset, planDataset, runShards } from './distribute.js';
export type { MergeOptions, PlanOptions, RunOptions, ShardRunReport } from './distribute.js';
export { formatRanges, parseRanges, shardsOfTask, taskFromEnvironment } from './shards/status.js';
export type { PlanStatus } from './shards/status.js';
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
export { submitSlurmJobs, writeSlurmScripts } from './engines/slurm.js';
export type { SlurmOptions, SlurmScripts, SubmittedJobs } from './engines/slurm.js';
export { enqueueShards, workOnQueue } from './engines/queue.js';
export type { QueueOptions, WorkerOptions } from './engines/queue.js';
export { sampleDataset } from './report/sample.js';
export type { DatasetSample, PieceKind, SampleOptions, ShownPiece, ShownRow } from './report/sample.js';
export { renderHtml } from './report/html.js';
