// Where things lie: the clone, its own peers, and the folders that are looked for beside the clone.

import { existsSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../../..');
export const peersFolder = path.join(root, 'apps/bench/peers');
export const resultsFolder = path.join(root, 'apps/bench/results');
/** Made once and kept: unpacked vocabularies, the text of source code. */
export const cacheFolder = path.join(root, 'build/bench');

const beside = path.resolve(root, '..', 'shared');

export interface Sources {
  /** A folder of .txt, .md and .jsonl files; undefined: texts from installed packages. */
  readonly texts: string | undefined;
  /** Folders NAME with a tokenizer.json(.gz), and tokenizer.model(.gz) where there is one. */
  readonly tokenizers: string | undefined;
  /** NAME.tiktoken(.gz) files. */
  readonly ranks: string | undefined;
}

/** What the caller named, else what lies beside the clone. */
export function findSources(named: Partial<Sources>): Sources {
  return {
    texts: named.texts ?? existing(path.join(beside, 'texts')),
    tokenizers: named.tokenizers ?? existing(path.join(beside, 'fixtures/tokenizers')),
    ranks: named.ranks ?? existing(path.join(beside, 'fixtures/tiktoken')),
  };
}

function existing(folder: string): string | undefined {
  return existsSync(folder) ? folder : undefined;
}
