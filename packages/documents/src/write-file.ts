// Files written beside their target and renamed: whoever opens the target sees the old file or the whole new one.

import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { fileError } from './file-error.js';

/** Writes `data` to `path` in one step. On failure the target is as before and nothing is left beside it. */
export async function writeFileBeside(path: string, data: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
  try {
    await writeThrough(beside, data);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw fileError(error, 'write', path);
  }
  await syncFolder(dirname(path));
}

/** Writes all of `data` to the open file of name `path`, at `position`; one call may write less where a disk is almost full. */
export async function writeFully(
  file: FileHandle,
  data: Uint8Array,
  { path, position }: { readonly path: string; readonly position: number },
): Promise<void> {
  try {
    for (let done = 0; done < data.length;) {
      done += (await file.write(data, done, data.length - done, position + done)).bytesWritten;
    }
  } catch (error) {
    throw fileError(error, 'write', path);
  }
}

/** Makes the names in a folder survive a power cut, where the system can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch {
    // Some systems open no folders, some file systems sync none: there the rename alone has to do.
  }
}

/** Creates `path` and returns when its bytes are on the device. */
async function writeThrough(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}
