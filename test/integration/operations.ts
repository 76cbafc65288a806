// Every operation on one small model, for tests that all of them must pass.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeTinyModel } from './tiny-models.js';
import { markedTokenizer } from './tiny-tokenizers.js';

export interface OperationFolders {
  readonly model: string;
  readonly donor: string;
  readonly corpus: string;
}

/** A model, a donor and a text in `root`. */
export function prepareOperations(root: string): OperationFolders {
  mkdirSync(root, { recursive: true });
  const [model, donor, corpus] = ['model', 'donor', 'corpus.txt'].map((name) => path.join(root, name));
  if (model === undefined || donor === undefined || corpus === undefined) throw new Error('three paths');
  makeTinyModel(model, { layout: 'phi', shards: 3, spare: 2, dtype: 'BF16' });
  makeTinyModel(donor, { layout: 'llama', tokenizer: markedTokenizer() });
  writeFileSync(corpus, 'hello world, hello card\n'.repeat(20));
  return { model, donor, corpus };
}

/** The command line of each operation, without its output. */
export function operationCommands({
  model,
  donor,
  corpus,
}: OperationFolders): Readonly<Record<string, readonly string[]>> {
  return {
    extend: ['extend', model, '--token', 'cardiogram', 'x y', '--special', '<|eot|>', '--init', 'mean-cov:0.1'],
    repurpose: ['repurpose', model, '--map', 'Ġcard=<|eot|>', '--special'],
    prune: ['prune', model, '--corpus', corpus, '--size', '262'],
    transplant: ['transplant', model, '--donor', donor, '--method', 'omp:4'],
  };
}
