// Writes a tokenizer that learnt: its file, and into a folder what belongs to it and stays true.

import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileBeside } from '@tokengraft/documents';
import type { TokenizerSource } from '../source.js';
import { expectFree, writeFolder, type TrainedFile } from './save-trained.js';

interface Learned {
  readonly source: TokenizerSource;
  readonly bytes: Uint8Array;
  readonly force: boolean;
}

/** Files that say nothing about the vocabulary's size. Second descriptions of it (merges.txt, tokenizer.model) stay behind. */
const companions: ReadonlySet<string> = new Set([
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'chat_template.json',
]);

export async function saveLearned(out: string, { source, bytes, force }: Learned): Promise<readonly TrainedFile[]> {
  await expectFree(out, force);
  if (/\.(json|tiktoken)$/.test(out)) {
    await writeFileBeside(out, bytes);
    return [{ file: out }];
  }
  const name = source.format === 'tiktoken' ? basename(source.file) : 'tokenizer.json';
  const files = new Map<string, Uint8Array>([[name, bytes]]);
  if (basename(source.file) === 'tokenizer.json') {
    for (const each of (await readdir(source.folder)).filter((file) => companions.has(file)).sort()) {
      files.set(each, await readFile(join(source.folder, each)));
    }
  }
  await writeFolder(out, files);
  return [...files.keys()].map((file) => ({ file: join(out, file) }));
}
