// What a model folder holds besides its weights, as a rewrite carries it over.

import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { fileError } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

import { checkLinks } from '../stray-links.js';

export interface FolderFile {
  /** Relative to the folder, with forward slashes. */
  readonly file: string;
  readonly size: number;
}

export interface FolderListing {
  readonly files: readonly FolderFile[];
  /** Subfolders, parents first. */
  readonly folders: readonly string[];
  /** Links to folders or to nothing, pipes, sockets, devices; `.git` and `.cache`, which tell of another folder. */
  readonly leftBehind: readonly string[];
}

const foreign: ReadonlySet<string> = new Set(['.git', '.cache']);

/** A model folder is flat; deeper than this is a mistake or a trap. */
const maxDepth = 16;

/** Lists the folder without the entries `skip`. Links to files are followed, as the hub's cache uses them, if they stay in it; links to folders are not. */
export async function listFiles(directory: string, skip: ReadonlySet<string>): Promise<FolderListing> {
  const files: FolderFile[] = [];
  const folders: string[] = [];
  const leftBehind: string[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const entries = await readFolder(join(directory, folder));
    await checkLinks(directory, folder, entries);
    for (const entry of entries) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (skip.has(file)) continue;
      const size = entry.isDirectory() ? undefined : await fileSize(join(directory, file));
      if (size !== undefined) files.push({ file, size });
      else if (entry.isDirectory() && !foreign.has(entry.name)) {
        if (file.split('/').length > maxDepth) throw tooDeep(directory, file);
        folders.push(file);
        pending.push(file);
      } else leftBehind.push(file);
    }
  }
  return { files: files.toSorted((a, b) => (a.file < b.file ? -1 : 1)), folders: folders.toSorted(), leftBehind };
}

async function readFolder(path: string): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}

/** Undefined for what is no regular file, also behind a link. */
async function fileSize(path: string): Promise<number | undefined> {
  try {
    const target = await stat(path);
    return target.isFile() ? target.size : undefined;
  } catch {
    return undefined;
  }
}

function tooDeep(directory: string, folder: string): TokengraftError {
  const message = `${join(directory, folder)} lies more than ${maxDepth} folders deep; remove it or put it into skip`;
  return new TokengraftError('limit', message, { folder });
}
