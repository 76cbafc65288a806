export { extendVocabulary } from './extend.js';
export { addEndOfTurn } from './end-of-turn/add-end-of-turn.js';
export type { EndOfTurnOptions, EndOfTurnReport } from './end-of-turn/add-end-of-turn.js';
export { verifySurgery } from './verify.js';
export type { ExtendOptions } from './extend-options.js';
export { initMethodNames } from './init/index.js';
export type { InitMethodName } from './init/index.js';
export type {
  ConfigurationEdit,
  FileEdit,
  MatrixPlan,
  MatrixRole,
  Population,
  RowRange,
  TokenPlan,
  TokenStatus,
  TyingDecision,
  VocabularyCounts,
  VocabularyPlan,
} from './vocabulary-plan.js';
export type { ExtendReport, SampleReport, ChangedTensor } from './extend-report.js';
export type { TensorStatus, VerifiedTensor, VerifyCheck, VerifyOptions, VerifyReport } from './verify-report.js';
export type { SurgeryProgress, SurgeryStep } from './progress.js';
