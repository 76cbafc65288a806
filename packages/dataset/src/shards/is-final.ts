// Bad input stays bad, however often it is read; so do settings that ask for what cannot be.

import { exitCodeOf, isTokengraftError } from '@tokengraft/errors';

const badInput = 65;

/** Whether trying again is in vain. */
export function isFinal(error: unknown): boolean {
  return isTokengraftError(error) && (exitCodeOf(error.code) === badInput || error.code === 'bad-argument');
}
