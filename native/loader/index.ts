export { native } from './load.js';
export { cudaDevice } from './cuda-device.js';
export { leaveOnAbort, withCancel } from './cancel.js';
export type {
  NativeAddedToken,
  NativeTokenColumns,
  NativeBatch,
  NativeBpeGoal,
  NativeBinding,
  NativeCancel,
  NativeEncoding,
  NativeJsonRows,
  NativeLearnedBpe,
  NativeRowColumn,
  NativeRowColumns,
  NativeRowRule,
  NativeRows,
  NativeOpenOptions,
  NativeStreamHash,
  NativeTokenizer,
  NativeUnigramGoal,
  NativeWordOptions,
  NativeWords,
  NativeWordSummary,
  OffsetUnitNumber,
  SpecialPolicyNumber,
} from './binding.js';
export type {
  NativeCodePlan,
  NativeDtype,
  NativeFillPlan,
  NativeMatrix,
  NativeRowCodes,
  NativeRowMap,
  NativeRowSurvey,
  RowKindNumber,
} from './row-kernels.js';
