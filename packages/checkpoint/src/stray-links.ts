// Links in a model folder. One that leads out of it could lead to anything on the machine, and what it leads to would end up
// in the output under a name of the model.

import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';

import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

/** Refuses ('bad-file') entries of `directory` that link to something outside of it; what they would hold is not lost. */
export async function refuseStrayLinks(directory: string): Promise<void> {
  await checkLinks(directory, '', await listFolder(directory));
}

/** The same for the `entries` of its subfolder `folder`. Links to nothing lead nowhere. */
export async function checkLinks(directory: string, folder: string, entries: readonly Dirent[]): Promise<void> {
  const links = entries.filter((entry) => entry.isSymbolicLink());
  if (links.length === 0) return;
  const homes = homesOf(await realpath(directory));
  for (const { name } of links) {
    const link = join(directory, folder, name);
    const target = await realpath(link).catch(() => undefined);
    if (target === undefined || homes.some((home) => target === home || target.startsWith(home + sep))) continue;
    const message = `${link} is a link that leaves the folder, to ${target}; put a copy in its place (cp -L), or remove it`;
    throw new TokengraftError('bad-file', message, { file: link, target });
  }
}

/** Where the content of a model folder may lie: in it, and in the hub's cache in the blobs beside its snapshots. */
function homesOf(directory: string): string[] {
  const parts = directory.split(sep);
  const snapshots = parts.lastIndexOf('snapshots');
  return snapshots < 1 ? [directory] : [directory, [...parts.slice(0, snapshots), 'blobs'].join(sep)];
}

async function listFolder(directory: string): Promise<Dirent[]> {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    throw fileError(error, 'read', directory);
  }
}
