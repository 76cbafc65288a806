// Proves that the files to be saved are the tokenizer in memory: they are written to a folder of their own and opened.

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TokengraftError } from '@tokengraft/errors';
import { openWithOutline } from '../outline/open-with-outline.js';
import { tokenizerFiles, type TokenizerSource } from '../source.js';
import { expectSameTokenizer } from './compare-tokenizers.js';
import { readBytes, type SavedTokenizer } from './plan-files.js';
import type { PlannedFile } from './planned-file.js';

export async function proveVocabulary(
  plan: readonly PlannedFile[],
  contents: ReadonlyMap<string, Buffer>,
  { source, current }: SavedTokenizer,
  folder: string,
): Promise<void> {
  await refuseCompetitors(plan, folder);
  // What is only copied was proven when it was loaded.
  if (contents.size === 0) return;
  const trial = await mkdtemp(join(tmpdir(), 'tokengraft-save-'));
  try {
    for (const { file, origin } of plan) {
      await writeFile(join(trial, file), contents.get(file) ?? (await readBytes(origin ?? join(folder, file))));
    }
    const written = await openWithOutline(movedTo(trial, source, plan));
    expectSameTokenizer(written, current, folder);
    written.close();
  } finally {
    await rm(trial, { recursive: true, force: true });
  }
}

function movedTo(folder: string, { format }: TokenizerSource, plan: readonly PlannedFile[]): TokenizerSource {
  const [own, second] = plan.map(({ file }) => join(folder, file)) as [string, string];
  return format === 'vocab.json' ? { format, file: own, merges: second, folder } : { format, file: own, folder };
}

/** A tokenizer of another format that stands in the folder already would be found first. */
async function refuseCompetitors(plan: readonly PlannedFile[], folder: string): Promise<void> {
  const own = plan[0]?.file ?? '';
  const names = await readdir(folder).catch(() => []);
  const rank = (name: string): number => tokenizerFiles.findIndex((known) => known === name);
  const first = names.find((name) => rank(name) >= 0 && rank(name) < rank(own));
  if (first === undefined) return;
  const message = `${join(folder, first)} would be opened in place of ${own}; save to another folder, or move it away`;
  throw new TokengraftError('target-exists', message, { file: join(folder, first) });
}
