export { extendVocabulary } from './extend.js';
export { verifySurgery } from './verify.js';
export type { ExtendOptions } from './extend-options.js';
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
