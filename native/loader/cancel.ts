// Joins the two ways to stop: an AbortSignal on the JavaScript side, a NativeCancel on the native one.

import type { NativeCancel } from './binding.js';
import { native } from './load.js';

/** Runs `job` so that aborting `signal` stops it; the promise then rejects with the signal's reason. */
export async function withCancel<T>(
  signal: AbortSignal | undefined,
  job: (cancel: NativeCancel | undefined) => Promise<T>,
): Promise<T> {
  if (signal === undefined) return job(undefined);
  signal.throwIfAborted();
  const cancel = new (native().Cancel)();
  const stop = (): void => cancel.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await job(cancel);
  } catch (error) {
    throw signal.aborted && isAbortError(error) ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function isAbortError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
