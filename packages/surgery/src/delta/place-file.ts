// A file that appears whole or not at all: written under a hidden name beside its target and renamed.

import { lstat, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileError, syncFolder } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { clearAbandoned } from '../output-folder.js';
import { claimWorkFolder, forgetWorkFolder } from '../work-folder-name.js';

/** Lets `write` fill a new file beside `target` and puts it in place; answers with what `write` answers. */
export async function placeFile<T>(target: string, force: boolean, write: (file: string) => Promise<T>): Promise<T> {
  const existing = await lstat(target).catch(() => undefined);
  if (existing !== undefined && (!force || !existing.isFile())) {
    const message = `${target} exists; choose another output${existing.isFile() ? ', or pass force' : ''}`;
    throw new TokengraftError('target-exists', message, { target });
  }
  await clearAbandoned(target);
  const beside = claimWorkFolder(target);
  try {
    const answer = await write(beside);
    await rename(beside, target).catch((error: unknown) => {
      throw fileError(error, 'write', target);
    });
    await syncFolder(path.dirname(target));
    return answer;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    forgetWorkFolder(beside);
  }
}
