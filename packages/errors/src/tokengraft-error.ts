// The one error class for a world that is not as it should be: a code for programs, a sentence for people, details for both.
// A wrong call is not its business: that is a TypeError from `expect.ts`.

import type { ErrorCode } from './codes.js';

export type { ErrorCode } from './codes.js';

/** What the message names, as data: file, tensor, token, sizes. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export class TokengraftError extends Error {
  override readonly name = 'TokengraftError';
  /** Recognises the class across copies of this package, where `instanceof` fails. */
  readonly isTokengraftError = true;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** Tells whether `error` is a TokengraftError, also one thrown by another copy of this package. */
export function isTokengraftError(error: unknown): error is TokengraftError {
  return typeof error === 'object' && error !== null && 'isTokengraftError' in error;
}
