export { native } from './load.js';
export { leaveOnAbort, withCancel } from './cancel.js';
export type {
  NativeAddedToken,
  NativeTokenColumns,
  NativeBatch,
  NativeBinding,
  NativeCancel,
  NativeDtype,
  NativeEncoding,
  NativeCodePlan,
  NativeFillPlan,
  NativeMatrix,
  NativeRowCodes,
  NativeRowMap,
  NativeOpenOptions,
  NativeTokenizer,
  OffsetUnitNumber,
  RowKindNumber,
  SpecialPolicyNumber,
} from './binding.js';
