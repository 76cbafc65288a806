export { TokengraftError, isTokengraftError } from './tokengraft-error.js';
export type { ErrorCode, ErrorDetails } from './tokengraft-error.js';
export { errorCodes, exitCodeOf } from './codes.js';
export {
  expectArray,
  expectBoolean,
  expectFunction,
  expectInteger,
  expectObject,
  expectOneOf,
  expectSignal,
  expectString,
  expectStrings,
  expectTokenIds,
  throwIfAborted,
} from './expect.js';
