// Writes what was trained or counted beside its target, and puts it there in one step.

import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileError, isFile, syncFolder, writeFileBeside } from '@tokengraft/documents';
import { TokengraftError, expectString } from '@tokengraft/errors';
import type { NativeWords } from '@tokengraft/native';

export interface TrainedFile {
  readonly file: string;
}

interface Trained {
  readonly document: string;
  readonly report: object;
  readonly force: boolean;
}

/** The record of how a tokenizer came about stands beside it: readers of tokenizer.json know no such field. */
const recordName = 'training.json';

/** Fails with `target-exists` for a file, or a folder that is not empty, unless `force`. */
export async function saveTrained(out: string, { document, report, force }: Trained): Promise<readonly TrainedFile[]> {
  expectString('out', out);
  await expectFree(out, force);
  if (out.endsWith('.json')) {
    await writeFileBeside(out, document);
    return [{ file: out }];
  }
  const files = new Map([
    ['tokenizer.json', document],
    [recordName, `${JSON.stringify(report, null, 2)}\n`],
  ]);
  await writeFolder(out, files);
  return [...files.keys()].map((name) => ({ file: join(out, name) }));
}

/** Writes a folder of files under another name and renames it; into a folder that is there, file by file. */
export async function writeFolder(out: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const there = (await stat(out).catch(() => undefined))?.isDirectory() ?? false;
  const beside = there ? out : join(dirname(out), `.${basename(out)}.${crypto.randomUUID()}.tmp`);
  try {
    await mkdir(beside, { recursive: true });
    for (const [name, content] of files) await writeFileBeside(join(beside, name), content);
    if (!there) await rename(beside, out);
  } catch (error) {
    if (!there) await rm(beside, { recursive: true, force: true });
    throw fileError(error, 'write', out);
  }
  await syncFolder(dirname(out));
}

export async function saveCounts(
  out: string,
  { words, label, force }: { readonly words: NativeWords; readonly label: string; readonly force: boolean },
): Promise<void> {
  await expectFree(out, force);
  const beside = join(dirname(out), `.${basename(out)}.${crypto.randomUUID()}.tmp`);
  try {
    await words.save(beside, label);
    await rename(beside, out);
  } catch (error) {
    await rm(beside, { force: true });
    throw fileError(error, 'write', out);
  }
  await syncFolder(dirname(out));
}

export async function expectFree(out: string, force: boolean): Promise<void> {
  if (force) return;
  const taken = (await isFile(out)) || (await readdir(out).catch(() => [])).length > 0;
  if (!taken) return;
  throw new TokengraftError('target-exists', `${out} is there already; name another output, or pass --force`, {
    file: out,
  });
}
