// What a model computes for old ids is what it computed before, to the last bit: a small Llama runs before and after.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary, pruneVocabulary, repurposeTokens } from '@tokengraft/surgery';
import { beforeAll, describe, expect, test } from 'vitest';
import { readJson, scratchFolder } from './scratch.js';
import { byteLevelTokenizer } from './tiny-tokenizers.js';

const hasNumpy = spawnSync('python3', ['-c', 'import numpy']).status === 0;
const why = hasNumpy ? '' : ' (skipped: python3 has no numpy; Debian: python3-numpy)';
const script = path.join(import.meta.dirname, 'forward.py');
const at = scratchFolder('forward');
const ids = [104, 256, 258, 220, 261, 10, 268];

function python(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('python3', [script, ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

function logits(folder: string, of: readonly number[]): number[][] {
  return JSON.parse(python('logits', folder, ...of.map(String))) as number[][];
}

describe.skipIf(!hasNumpy)(`logits of old ids${why}`, () => {
  const model = at('model');
  let before: number[][] = [];

  beforeAll(() => {
    const { size, files } = byteLevelTokenizer();
    mkdirSync(model);
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(model, file), JSON.stringify(content));
    python('make', model, String(size));
    before = logits(model, ids);
  });

  test('are numbers', () => expect(before.flat().every(Number.isFinite)).toBe(true));

  test('after an extension', async () => {
    await extendVocabulary(model, {
      tokens: ['cardiogram'],
      specialTokens: ['<|eot|>'],
      padTo: 64,
      out: at('extended'),
    });
    const after = logits(at('extended'), ids);
    expect(after.map((row) => row.slice(0, 272))).toEqual(before);
    expect(after[0]).toHaveLength(320);
  });

  test('after repurposing another id', async () => {
    await repurposeTokens(model, { tokens: { Ġcard: '<|eot|>' }, out: at('repurposed') });
    const after = logits(at('repurposed'), ids);
    const without = (rows: number[][]): number[][] => rows.map((row) => row.filter((_, id) => id !== 270));
    expect(without(after)).toEqual(without(before));
    expect(after).not.toEqual(before);
  });

  test('after pruning, under their new numbers', async () => {
    await pruneVocabulary(model, { drop: ['Ġcard', 'Ġworld'], out: at('pruned') });
    const { ids: map } = readJson(at('pruned'), 'remap.json') as { ids: (number | null)[] };
    const after = logits(
      at('pruned'),
      ids.map((id) => map[id] ?? -1),
    );
    const kept = before.map((row) => row.filter((_, id) => map[id] !== null));
    // Fewer rows make other blocks in numpy's product: the sums are the same terms in another order.
    for (const [position, row] of after.entries()) {
      for (const [id, value] of row.entries()) expect(value).toBeCloseTo(kept[position]?.[id] ?? Number.NaN, 10);
    }
  });
});
