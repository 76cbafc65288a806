// The manifest of a data set: what it was made of and how, what is in it, and what its files are.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import { isFile, parseJson, readTextFile } from '@tokengraft/documents';
import type { ContentDigest } from '../rows/digest.js';
import type { DatasetPlan } from '../shards/plan.js';
import { outputFormatNames, type OutputFormatName } from '../write/index.js';
import type { DatasetStatistics } from './statistics.js';

export const manifestSchema = 1;
export const manifestName = 'manifest.json';

export interface ManifestFile {
  /** Beside the manifest or below it, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface SplitManifest {
  readonly name: string;
  /** Below the manifest's folder; '.' for the folder itself. */
  readonly folder: string;
  readonly statistics: DatasetStatistics;
  /** Of the rows as they were read back from the files. */
  readonly content: ContentDigest;
}

export interface DatasetManifest {
  readonly schemaVersion: typeof manifestSchema;
  /** Hash of tokenizer, template, settings and inputs: what a cache would be keyed by. */
  readonly cacheKey: string;
  readonly format: OutputFormatName;
  readonly tokenizer: DatasetPlan['tokenizer'];
  readonly template: DatasetPlan['template'];
  readonly facts: DatasetPlan['facts'];
  readonly settings: DatasetPlan['settings'];
  readonly inputs: DatasetPlan['inputs'];
  readonly splits: readonly SplitManifest[];
  readonly sourceRows: number;
  readonly files: readonly ManifestFile[];
}

/** Every file below `folder`, by its path. */
export async function listFiles(folder: string): Promise<ManifestFile[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: ManifestFile[] = [];
  for (const path of paths.sort()) {
    const { size } = await stat(path);
    files.push({ path: relative(folder, path).split(sep).join('/'), bytes: size, sha256: await hashFile(path) });
  }
  return files;
}

export async function hashFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

/** Where the manifest of the data set at `path` is: in its folder, or beside its one file. */
async function manifestPath(path: string): Promise<string> {
  return (await isFile(path)) ? `${path}.${manifestName}` : join(path, manifestName);
}

/**
 * The manifest of the data set at `place`, a folder or a single file, checked. Fails with `bad-file` for one that is none,
 * or names files outside the folder.
 */
export async function readManifest(place: string): Promise<DatasetManifest> {
  const path = await manifestPath(place);
  const manifest = parseJson(await readTextFile(path), path) as DatasetManifest;
  const refuse = (what: string): never => {
    throw new TokengraftError('bad-file', `${path} is no manifest of a data set: ${what}`, { path });
  };
  if (typeof manifest !== 'object' || manifest === null || manifest.schemaVersion !== manifestSchema) {
    return refuse(`schemaVersion is not ${manifestSchema}`);
  }
  if (!outputFormatNames.includes(manifest.format)) return refuse(`format is ${JSON.stringify(manifest.format)}`);
  if (!Array.isArray(manifest.files) || !Array.isArray(manifest.splits)) return refuse('files or splits are missing');
  for (const { path: file } of manifest.files)
    if (!isBelow(file)) return refuse(`the path ${JSON.stringify(file)} leads out of the folder`);
  for (const { folder: split } of manifest.splits) {
    if (split !== '.' && !isBelow(split)) return refuse(`the folder ${JSON.stringify(split)} leads out of the folder`);
  }
  return manifest;
}

function isBelow(path: unknown): boolean {
  return (
    typeof path === 'string' &&
    path !== '' &&
    !/^[/\\]|^[A-Za-z]:|\\/.test(path) &&
    path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}
