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
  NativeDtype,
  NativeEncoding,
  NativeCodePlan,
  NativeFillPlan,
  NativeLearnedBpe,
  NativeMatrix,
  NativeRowCodes,
  NativeRowMap,
  NativeOpenOptions,
  NativeTokenizer,
  NativeUnigramGoal,
  NativeWordOptions,
  NativeWords,
  NativeWordSummary,
  OffsetUnitNumber,
  RowKindNumber,
  SpecialPolicyNumber,
} from './binding.js';
