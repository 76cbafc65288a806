export { openCheckpoint } from './open-checkpoint.js';
export type { OpenCheckpointOptions } from './open-checkpoint.js';
export type { VocabularyMap } from './find-architecture.js';
export type {
  Checkpoint,
  CheckpointTensor,
  Finding,
  FindingKind,
  Shard,
  VocabularyTensor,
  VocabularyTensors,
} from './checkpoint.js';
export type { Tying, TyingReason } from './tying.js';
export { architectures } from './architectures/index.js';
export type { ArchitectureName } from './architectures/index.js';
export type { Architecture } from './architectures/architecture.js';
export { accountRows } from './account-rows.js';
export type { RowAccount } from './account-rows.js';
export { auditVocabulary } from './audit-vocabulary.js';
export type { AuditOptions, TableAudit, VocabularyAudit } from './audit-vocabulary.js';
export { fillPlanOf } from './matrix-change.js';
export type { MatrixChange, RowFill, RowMap, RowRecipe } from './matrix-change.js';
export { rewriteCheckpoint } from './rewrite-checkpoint.js';
export type { RewriteOptions, RewriteReport, WrittenFile } from './rewrite-checkpoint.js';
export type { RewriteProgress } from './rewrite/progress.js';
export { readSafetensorsHeader } from './safetensors/read-header.js';
export type { SafetensorsHeader, StoredTensor } from './safetensors/parse-header.js';
export { dtypeBits } from './safetensors/dtypes.js';
export type { SafetensorsDtype } from './safetensors/dtypes.js';
