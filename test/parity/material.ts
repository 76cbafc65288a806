// Where reference answers and tokenizers come from: what ships with the project, and the larger material that may lie
// beside it. Tokenizers are unpacked to a folder of their own, as users have them.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

export const root = path.join(import.meta.dirname, '..', '..');

export const fixtures = path.join(root, 'test', 'fixtures');
export const beside = path.join(root, '..', 'shared', 'fixtures');
export const hasMaterialBeside = existsSync(beside);

/** For the title of a group of tests that needs the material: why it is skipped. */
export const whySkipped = hasMaterialBeside ? '' : ` (skipped: there is no ${beside})`;

/** The tokenizers that lie beside: folders of `tokenizers`. */
export const tokenizersBeside: readonly string[] = hasMaterialBeside
  ? readdirSync(path.join(beside, 'tokenizers'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  : [];

/** A JSON file, compressed when its name says so. */
export function readJson(...parts: string[]): unknown {
  const bytes = readFileSync(path.join(...parts));
  return JSON.parse((parts.at(-1)?.endsWith('.gz') === true ? gunzipSync(bytes) : bytes).toString('utf8')) as unknown;
}

export interface Workplace {
  /** Unpacks the files of `source` to a folder and answers with its path. */
  unpack(source: string): Promise<string>;
  clear(): Promise<void>;
}

export async function createWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-parity-'));
  return {
    async unpack(source) {
      const target = path.join(folder, path.basename(source));
      await mkdir(target, { recursive: true });
      for (const name of await readdir(source)) await unpackFile(path.join(source, name), target);
      return target;
    },
    clear: () => rm(folder, { recursive: true, force: true }),
  };
}

async function unpackFile(file: string, target: string): Promise<void> {
  const name = path.basename(file);
  if (!name.endsWith('.gz')) return cp(file, path.join(target, name));
  await writeFile(path.join(target, name.slice(0, -'.gz'.length)), gunzipSync(await readFile(file)));
}
