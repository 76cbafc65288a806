// How many texts are encoded at once: on what, by how many threads, until when.

import { cudaDevice, leaveOnAbort, type NativeCancel } from '@tokengraft/native';
import type { Device } from './options.js';

/** What native code is given beside the texts. */
export interface BatchRun {
  readonly threads: number;
  readonly cancel: NativeCancel | undefined;
  /** The library of a device; undefined: the processor. */
  readonly device: string | undefined;
}

export interface BatchRunOptions {
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  readonly device: Device;
}

/** Runs `job` as `options` say; the promise rejects at once when the signal is aborted. */
export async function runBatch<T>(
  { threads, signal, device }: BatchRunOptions,
  job: (run: BatchRun) => Promise<T>,
): Promise<T> {
  return leaveOnAbort(signal, async (cancel) => {
    if (device === 'cpu') return job({ threads, cancel, device: undefined });
    return job({ threads, cancel, device: await cudaDevice() });
  });
}
