// Files and parts of them copied without passing through JavaScript.

import { open } from 'node:fs/promises';

import { fileError } from '@tokengraft/documents';
import { isTokengraftError, throwIfAborted } from '@tokengraft/errors';
import { native, withCancel } from '@tokengraft/native';
import type { NativeCancel } from '@tokengraft/native';

/** Small enough that progress moves and an abort takes effect, large enough to cost nothing. */
const slice = 64 * 1024 * 1024;

/** What follows a copy while it runs. */
export interface CopyWatch {
  readonly signal: AbortSignal | undefined;
  readonly onBytes: (bytes: number) => void;
}

export interface CopyRange {
  readonly sourceOffset: number;
  readonly targetOffset: number;
  readonly length: number;
}

/**
 * Copies `size` bytes to the new file `target`; shares blocks where the file system can, keeps holes where it cannot. Does not
 * wait for the device.
 */
export async function copyFile(
  source: string,
  target: string,
  size: number,
  watch: CopyWatch,
): Promise<'cloned' | 'copied'> {
  throwIfAborted(watch.signal);
  if (await native().cloneFile(source, target)) {
    watch.onBytes(size);
    return 'cloned';
  }
  await createFile(target, new Uint8Array(), size);
  await copyRange(source, target, { sourceOffset: 0, targetOffset: 0, length: size }, watch);
  return 'copied';
}

/** Copies a range in slices into the existing file `target`. */
export async function copyRange(source: string, target: string, range: CopyRange, watch: CopyWatch): Promise<void> {
  for (let done = 0; done < range.length; done += slice) {
    const length = Math.min(slice, range.length - done);
    await writeNatively(target, watch.signal, (cancel) =>
      native().copyRange(source, range.sourceOffset + done, target, range.targetOffset + done, length, cancel),
    );
    watch.onBytes(length);
  }
}

/** Runs a native job that writes `target`; a full device is named as one. */
export async function writeNatively(
  target: string,
  signal: AbortSignal | undefined,
  job: (cancel: NativeCancel | undefined) => Promise<void>,
): Promise<void> {
  try {
    await withCancel(signal, job);
  } catch (error) {
    const systemCode = isTokengraftError(error) ? error.details['systemCode'] : undefined;
    if (systemCode !== 'ENOSPC' && systemCode !== 'EDQUOT') throw error;
    throw fileError({ code: systemCode, cause: error }, 'write', target);
  }
}

/** Makes a new file of `size` bytes that begins with `begin`; the rest is a hole. */
export async function createFile(path: string, begin: Uint8Array, size: number): Promise<void> {
  try {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(begin);
      await file.truncate(size);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

/** Returns when the file's bytes are on the device. */
export async function syncFile(path: string): Promise<void> {
  try {
    // A read-only file can be synced through a reading handle, but not on Windows.
    const file = await open(path, process.platform === 'win32' ? 'r+' : 'r');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}
