export { extendVocabulary } from './extend.js';
export { repurposeTokens } from './repurpose.js';
export type { RepurposeOptions, Repurposing } from './repurpose.js';
export { pruneVocabulary } from './prune/prune.js';
export type { PruneOptions } from './prune/prune.js';
export { transplantVocabulary } from './transplant/transplant.js';
export type { TransplantOptions } from './transplant/transplant.js';
export { applyDelta } from './delta/apply-delta.js';
export type { AppliedDelta } from './delta/apply-delta.js';
export { makeDelta } from './delta/make-delta.js';
export type { DeltaOptions, DeltaReport } from './delta/make-delta.js';
export { replayRecipe } from './replay.js';
export type { ReplayOptions } from './replay.js';
export type { Recipe } from './recipe.js';
export { remapAdapter } from './remap/remap-adapter.js';
export type { AdapterReport, RemapAdapterOptions } from './remap/remap-adapter.js';
export { remapData } from './remap/remap-data.js';
export type { RemapDataOptions, RemapReport } from './remap/remap-data.js';
export type { RemovedPolicy } from './remap/id-mapper.js';
export type { Remap } from './remap/remap-file.js';
export { addEndOfTurn } from './end-of-turn/index.js';
export type { EndOfTurnOptions, EndOfTurnReport } from './end-of-turn/index.js';
export { auditConfigurations, findUntrainedTokens } from './audit-model.js';
export type { ModelFinding, UntrainedToken } from './audit-model.js';
export { trainerSnippets } from './token-ids.js';
export type { TrainerSnippets } from './token-ids.js';
export { verifySurgery } from './verify.js';
export type { ExtendOptions, SurgeryOptions } from './extend-options.js';
export { initMethodNames } from './init/index.js';
export { initMethods } from './init/index.js';
export type { InitMethodName } from './init/index.js';
export { describeInit } from './init-choice.js';
export type { Init, InitChoice } from './init-choice.js';
export type { InitMethod } from './init/init-method.js';
export { transplantMethodNames, transplantMethods } from './transplant-methods/index.js';
export type { TransplantMethodName } from './transplant-methods/index.js';
export type { TransplantChoice } from './transplant-rows.js';
export type { InitOption, InitOptionTable } from './init-options.js';
export type {
  ConfigurationEdit,
  FileEdit,
  MatrixPlan,
  MatrixRole,
  Operation,
  Population,
  RowRange,
  TokenPlan,
  TokenStatus,
  TyingDecision,
  VocabularyCounts,
  VocabularyPlan,
} from './vocabulary-plan.js';
export type { SurgeryReport, SampleReport, ChangedTensor } from './surgery-report.js';
export type { TensorStatus, VerifiedTensor, VerifyCheck, VerifyOptions, VerifyReport } from './verify-report.js';
export type { SurgeryProgress, SurgeryStep } from './progress.js';
