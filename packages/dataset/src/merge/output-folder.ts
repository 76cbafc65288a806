// The folder of a result: put together beside its target, and renamed when it is whole.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileError, syncFolder } from '@tokengraft/documents';
import { TokengraftError } from '@tokengraft/errors';

/** Files that a result may have or not. */
export const sideFiles = ['reasons.jsonl', 'quarantine.jsonl'] as const;

export class OutputFolder {
  readonly target: string;
  /** Where the result is put together. */
  readonly path: string;
  /** Of one file instead of a folder: its name inside `path`. */
  readonly #onlyFile: string | undefined;

  private constructor(target: string, onlyFile: string | undefined) {
    this.target = target;
    this.path = join(dirname(target), `.${basename(target)}.tokengraft-${randomUUID()}`);
    this.#onlyFile = onlyFile;
  }

  /** Fails with `target-exists` for a target that is not empty, unless `force` says that it may be replaced. */
  static async create(out: string, force: boolean, onlyFile?: string): Promise<OutputFolder> {
    const folder = new OutputFolder(resolve(out), onlyFile);
    await refuseExisting(folder.target, force);
    await mkdir(folder.path, { recursive: true }).catch((error: unknown) => {
      throw fileError(error, 'write', folder.path);
    });
    return folder;
  }

  /** Puts the result in its place. Of a single file the rest stands beside it, named after it. */
  async publish(): Promise<void> {
    try {
      if (this.#onlyFile === undefined) await this.#exchange(this.path, this.target);
      else await this.#publishFiles(this.#onlyFile);
    } catch (error) {
      throw fileError(error, 'write', this.target);
    }
    await syncFolder(dirname(this.target));
  }

  /** What a file of the result is called once it is in its place. */
  nameOf(name: string): string {
    if (this.#onlyFile === undefined) return name;
    const own = basename(this.target);
    return name === this.#onlyFile ? own : `${own}.${name}`;
  }

  async #publishFiles(onlyFile: string): Promise<void> {
    const names = (await readdir(this.path)).filter((each) => each !== onlyFile);
    for (const name of names) await rename(join(this.path, name), join(dirname(this.target), this.nameOf(name)));
    // What an earlier result left beside the file would look like a part of this one.
    for (const name of sideFiles.filter((each) => !names.includes(each))) {
      await rm(join(dirname(this.target), this.nameOf(name)), { force: true });
    }
    await this.#exchange(join(this.path, onlyFile), this.target);
    await rm(this.path, { recursive: true, force: true });
  }

  /** An old target steps aside for the moment between two renames. */
  async #exchange(from: string, to: string): Promise<void> {
    const aside = `${this.path}.old`;
    const replaced = await rename(to, aside).then(
      () => true,
      () => false,
    );
    try {
      await rename(from, to);
    } catch (error) {
      if (replaced) await rename(aside, to);
      throw error;
    }
    if (replaced) await rm(aside, { recursive: true, force: true });
  }

  async abandon(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Removes what runs for `out` that were killed had put together. An old target that stepped aside is not among it. */
export async function removeAbandoned(out: string): Promise<void> {
  const target = resolve(out);
  const [folder, prefix] = [dirname(target), `.${basename(target)}.tokengraft-`];
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix) || !isUuid.test(name.slice(prefix.length))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export async function refuseExisting(target: string, force: boolean): Promise<void> {
  if (force) return;
  const entry = await stat(target).catch(() => undefined);
  if (entry === undefined) return;
  if (entry.isDirectory() && (await readdir(target)).length === 0) return;
  throw new TokengraftError('target-exists', `${target} exists and is not empty; choose another place or pass force`, {
    target,
  });
}
