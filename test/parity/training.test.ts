// Merges against those that the reference trainer learnt from the same texts.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { trainTokenizer } from '@tokengraft/tokenizer';
import { describe, expect, test } from 'vitest';
import { fixtures } from './material.js';

interface Run {
  readonly corpus: string;
  readonly alphabet: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
}

function readRuns(file: string): readonly Run[] {
  return (JSON.parse(gunzipSync(readFileSync(file)).toString()) as { runs: Run[] }).runs;
}

const own = path.join(fixtures, 'training');
const beside = path.join(fixtures, '..', '..', '..', 'shared', 'fixtures');
const besideMerges = path.join(beside, 'encode', 'oracle_bpe_training.json.gz');

interface Settings {
  readonly maxMemory?: number;
  readonly threads?: number;
}

/** The first merge that is another one, or -1. */
async function firstDifference(corpus: string, merges: Run['merges'], settings: Settings): Promise<number> {
  const vocabSize = 257 + merges.length;
  const { steps } = await trainTokenizer(corpus, { preset: 'gpt2', vocabSize, minFrequency: 1, ...settings });
  if (steps.length !== merges.length) return Math.min(steps.length, merges.length);
  return merges.findIndex(([left, right], at) => steps[at]?.left !== left || steps[at]?.right !== right);
}

describe('byte-level BPE', () => {
  const [run] = readRuns(path.join(own, 'botchan-merges.json.gz'));
  test.each([{}, { threads: 1 }, { threads: 2, maxMemory: 50_000 }])('English prose, %j', async (settings) => {
    expect(await firstDifference(path.join(own, 'botchan_en.txt.gz'), run?.merges ?? [], settings)).toBe(-1);
  });

  test.skipIf(!existsSync(besideMerges))('every recorded run beside the project', async () => {
    for (const { corpus, merges } of readRuns(besideMerges)) {
      expect([corpus, await firstDifference(path.join(beside, corpus), merges, {})]).toEqual([corpus, -1]);
    }
  });
});
