// The example of packages/surgery/README.md, which is small enough to follow by hand.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary } from '@tokengraft/surgery';
import { expect, test } from 'vitest';
import { tensorOf } from './oracles.js';
import { safetensorsBytes } from './safetensors.js';
import { readJson, scratchFolder } from './scratch.js';

const at = scratchFolder('worked-example');
const readme = readFileSync(path.join(import.meta.dirname, '../../packages/surgery/README.md'), 'utf8');

const embedding = 'model.embed_tokens.weight';
const head = 'lm_head.weight';

function makeModel(folder: string): void {
  mkdirSync(folder);
  const write = (file: string, data: object): void => writeFileSync(path.join(folder, file), JSON.stringify(data));
  write('config.json', { model_type: 'llama', vocab_size: 3, tie_word_embeddings: false });
  write('tokenizer.json', {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: { type: 'BPE', vocab: { l: 0, o: 1, w: 2 }, merges: [] },
  });
  const table = (name: string, values: number[]) => ({ name, dtype: 'F32', shape: [3, 2], values }) as const;
  const tensors = [table(embedding, [1, 10, 3, 30, 5, 80]), table(head, [2, 0.5, 4, 1.5, 9, 4])];
  writeFileSync(path.join(folder, 'model.safetensors'), safetensorsBytes(tensors));
}

/** The lines of a table of the README, as far as they follow from the folder. */
function tableOf(folder: string, tokens: readonly string[]): string[][] {
  const numbers = (name: string, row: number): string => tensorOf(folder, name).numbers(row).join(', ');
  return tokens.map((token, id) => [String(id), token, numbers(embedding, id), numbers(head, id)]);
}

/** The cells of every table of the README that is headed as ours. */
function readmeTables(): string[][][] {
  const blocks = readme.split('\n\n').filter((block) => /^\| id +\| token/.test(block));
  return blocks.map((block) =>
    block
      .split('\n')
      .slice(2)
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      ),
  );
}

test('the tables of the README are those of the files', async () => {
  makeModel(at('model'));
  await extendVocabulary(at('model'), { tokens: ['low'], padTo: 5, out: at('out') });
  const letters = ['l', 'o', 'w'];
  expect(readmeTables()).toEqual([tableOf(at('model'), letters), tableOf(at('out'), [...letters, 'low', ''])]);
  expect(readJson(at('out'), 'config.json')['vocab_size']).toBe(5);
});
