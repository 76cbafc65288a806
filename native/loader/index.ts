export { native } from './load.js';
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
  NativeFillPlan,
  NativeLearnedBpe,
  NativeMatrix,
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
