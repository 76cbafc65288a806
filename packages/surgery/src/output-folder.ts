// An output folder that appears whole or not at all: written under a hidden name beside its target, made durable, then
// renamed in one step. What goes into it is the caller's business.

import { lstat, mkdir, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { syncFile } from '@tokengraft/checkpoint';
import { fileError, syncFolder } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';
import { native } from '@tokengraft/native';
import { asideOf, claimWorkFolder, forgetWorkFolder, isAbandoned, isAside } from './work-folder-name.js';

export interface OutputOptions {
  /** Must not overlap the target. */
  readonly source: string;
  /** Replace an existing folder. */
  readonly force: boolean;
}

export interface OutputFolder {
  /** Write here. */
  readonly folder: string;
  /** Where it will be. */
  readonly target: string;
  /** Makes everything durable and puts it in place. */
  commit(): Promise<void>;
  /** Removes everything written; after `commit` it does nothing. */
  discard(): Promise<void>;
}

/** Refuses a target that cannot or must not be written; touches nothing. Answers with its real path. */
export async function checkTarget(out: string, options: OutputOptions): Promise<string> {
  return inspectTarget(path.resolve(out), options).catch(refuse('look at', path.resolve(out)));
}

async function inspectTarget(target: string, { source, force }: OutputOptions): Promise<string> {
  await refuseOverlap(target, source);
  const entry = await lstat(target).catch(ignoreMissing);
  if (entry === undefined) return target;
  const folder = await realFolder(target);
  if (folder === undefined) {
    throw new TokengraftError('target-exists', `${target} is not a folder; choose another output`, { target });
  }
  if (!force && (await readdir(folder)).length > 0) {
    const message = `the output folder ${target} exists and is not empty; choose another one or pass force`;
    throw new TokengraftError('target-exists', message, { target });
  }
  return folder;
}

/** Makes the hidden folder beside the target, after clearing what ended runs left there. */
export async function createOutputFolder(out: string, options: OutputOptions): Promise<OutputFolder> {
  const target = await checkTarget(out, options);
  await clearAbandoned(target);
  const firstCreated = await mkdir(path.dirname(target), { recursive: true }).catch(refuse('create', target));
  const folder = claimWorkFolder(target);
  await mkdir(folder).catch(refuse('create', folder));
  let committed = false;
  return {
    folder,
    target,
    async commit() {
      await makeDurable(folder).catch(refuse('write', target));
      const replaced = await putInPlace(folder, target, options.force).catch(refuse('write', target));
      committed = true;
      await syncFolder(path.dirname(target));
      if (replaced !== undefined)
        await rm(replaced, { recursive: true, force: true }).catch(refuse('remove', replaced));
      forgetWorkFolder(folder);
    },
    async discard() {
      if (committed) return;
      await rm(folder, { recursive: true, force: true });
      forgetWorkFolder(folder);
      if (firstCreated !== undefined) await removeEmptyParents(path.dirname(target), firstCreated);
    },
  };
}

async function refuseOverlap(target: string, source: string): Promise<void> {
  const from = await realpath(source).catch(refuse('read', source));
  for (const to of new Set([target, await resolveExisting(target)])) {
    if (!contains(from, to) && !contains(to, from)) continue;
    const message = `the output ${target} overlaps the source ${from}; choose a folder outside it`;
    throw new TokengraftError('bad-argument', message, { target, source: from });
  }
}

function contains(outer: string, inner: string): boolean {
  const relative = path.relative(outer, inner);
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative));
}

/** The real path of the longest part of `target` that exists, with the rest appended. */
async function resolveExisting(target: string): Promise<string> {
  const real = await realpath(target).catch(ignoreMissing);
  if (real !== undefined) return real;
  return path.join(await resolveExisting(path.dirname(target)), path.basename(target));
}

async function realFolder(target: string): Promise<string | undefined> {
  const real = await realpath(target).catch(ignoreMissing);
  return real !== undefined && (await lstat(real)).isDirectory() ? real : undefined;
}

/** Removes leftovers of ended runs with this target, which may be a file; an old target set aside by a run that died half-way comes back. */
export async function clearAbandoned(target: string): Promise<void> {
  await removeAbandoned(target).catch(refuse('clear up beside', target));
}

async function removeAbandoned(target: string): Promise<void> {
  const parent = path.dirname(target);
  const entries = (await readdir(parent).catch(ignoreMissing)) ?? [];
  for (const entry of entries.filter((name) => isAbandoned(name, target))) {
    const leftover = path.join(parent, entry);
    const targetExists = (await lstat(target).catch(ignoreMissing)) !== undefined;
    if (isAside(leftover) && !targetExists) await rename(leftover, target);
    else await rm(leftover, { recursive: true, force: true });
  }
}

/** Answers with the path at which the folder that stood at `target` now waits to be removed. */
async function putInPlace(folder: string, target: string, force: boolean): Promise<string | undefined> {
  const existing = ((await readdir(target).catch(ignoreMissing)) ?? []).length > 0;
  if (!existing) return renameOverEmpty(folder, target);
  if (!force) throw new TokengraftError('target-exists', `${target} was filled by someone else meanwhile`, { target });
  if (await native().exchangePaths(folder, target)) return folder;
  const aside = asideOf(folder);
  await rename(target, aside);
  await rename(folder, target);
  return aside;
}

async function renameOverEmpty(folder: string, target: string): Promise<undefined> {
  // Windows does not rename over an empty folder.
  if (process.platform === 'win32') await rmdir(target).catch(ignoreMissing);
  await rename(folder, target);
}

/** Brings the content of every file and folder below `folder` onto the disk. */
async function makeDurable(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const child = path.join(folder, entry.name);
    if (entry.isDirectory()) await makeDurable(child);
    else if (entry.isFile()) await syncFile(child);
  }
  await syncFolder(folder);
}

/** Removes `folder` and its parents up to `last` as long as they are empty. */
async function removeEmptyParents(folder: string, last: string): Promise<void> {
  for (let current = folder; contains(last, current); current = path.dirname(current)) {
    const removed = await rmdir(current).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

function refuse(action: string, file: string): (error: unknown) => never {
  return (error) => {
    throw fileError(error, action, file);
  };
}
