export { openCheckpoint } from './open-checkpoint.js';
export type { OpenCheckpointOptions } from './open-checkpoint.js';
export type { VocabularyMap } from './find-architecture.js';
export type {
  Checkpoint,
  CheckpointTensor,
  Finding,
  FindingKind,
  Shard,
  VocabularyRole,
  VocabularyTensor,
  VocabularyTensors,
} from './checkpoint.js';
export { vocabularyTensors } from './checkpoint.js';
export { refuseStrayLinks } from './stray-links.js';
export { vocabularyTensor } from './find-vocabulary.js';
export { rewriteTensors } from './rewrite/write-shard.js';
export type { TensorChange } from './rewrite/lay-out-shard.js';
export { isTransposed, spreadTables, spreadTensors } from './transposed-tables.js';
export type { SpreadCheckpoint } from './transposed-tables.js';
export type { Tying, TyingReason } from './tying.js';
export { architectures } from './architectures/index.js';
export type { ArchitectureName } from './architectures/index.js';
export type { Architecture, FurtherTensor } from './architectures/architecture.js';
export { accountRows } from './account-rows.js';
export type { RowAccount } from './account-rows.js';
export { auditVocabulary } from './audit-vocabulary.js';
export type { AuditOptions, TableAudit, VocabularyAudit } from './audit-vocabulary.js';
export { fillPlanOf, keptRows } from './matrix-change.js';
export type { MatrixChange, RowFill, RowMap, RowMove, RowRecipe } from './matrix-change.js';
export { rewriteCheckpoint } from './rewrite-checkpoint.js';
export type { RewriteOptions, RewriteReport, WrittenFile } from './rewrite-checkpoint.js';
export { editConfig } from './rewrite/edit-documents.js';
export type { RowCount } from './rewrite/edit-documents.js';
export type { RewriteProgress } from './rewrite/progress.js';
export { copyRange, createFile, syncFile } from './rewrite/copy-file.js';
export type { CopyRange, CopyWatch } from './rewrite/copy-file.js';
export { encodeHeader } from './safetensors/encode-header.js';
export type { TensorToWrite } from './safetensors/encode-header.js';
export { readSafetensorsHeader } from './safetensors/read-header.js';
export type { SafetensorsHeader, StoredTensor } from './safetensors/parse-header.js';
export { dtypeBits } from './safetensors/dtypes.js';
export type { SafetensorsDtype } from './safetensors/dtypes.js';
