// What the addon's failures become: the addon hands code, sentence and system error to `makeError` and throws or rejects
// with what it answers.

import { constants } from 'node:os';
import { type ErrorCode, type ErrorDetails, TokengraftError, errorCodes } from '@tokengraft/errors';

/** `errno` is 0 where the operating system had no part; `origin` was made where an asynchronous call began. */
export type ErrorFactory = (code: string, message: string, errno: number, origin: Error | undefined) => Error;

export const makeError: ErrorFactory = (code, message, errno, origin) => {
  const error =
    code === 'cancelled'
      ? new DOMException(message, 'AbortError')
      : new TokengraftError(knownCode(code), message, detailsOf(errno));
  if (origin === undefined) Error.captureStackTrace(error, makeError);
  else adoptStack(error, origin);
  return error;
};

function knownCode(code: string): ErrorCode {
  return code in errorCodes ? (code as ErrorCode) : 'internal';
}

function detailsOf(errno: number): ErrorDetails {
  if (errno === 0) return {};
  const systemCode = Object.entries(constants.errno).find(([, number]) => number === errno)?.[0];
  return systemCode === undefined ? { errno } : { errno, systemCode };
}

/** The frames of the call are worth more than those of the event loop, where the failure arrives. */
function adoptStack(error: Error, origin: Error): void {
  const frames = String(origin.stack).split('\n').slice(1);
  const value = [`${error.name}: ${error.message}`, ...frames].join('\n');
  Object.defineProperty(error, 'stack', { value, configurable: true, writable: true });
}
