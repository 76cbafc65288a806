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

/**
 * The same for jobs that only read: the promise rejects as soon as `signal` is aborted, while what is left of the job
 * comes to its end unseen.
 */
export async function leaveOnAbort<T>(
  signal: AbortSignal | undefined,
  job: (cancel: NativeCancel | undefined) => Promise<T>,
): Promise<T> {
  if (signal === undefined) return job(undefined);
  const running = withCancel(signal, job);
  let leave = (): void => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([running, left]).finally(() => signal.removeEventListener('abort', leave));
}

function isAbortError(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
