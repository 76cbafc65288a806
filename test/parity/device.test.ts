// Batches by the steps of a device, which the processor runs in its place, against the tokenizer's own way: every tokenizer
// that a device can run, on the texts of the recorded answers and on random ones.

import path from 'node:path';
import { loadTokenizer, type SpecialPolicy, type Tokenizer } from '@tokengraft/tokenizer';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRandom } from '../fixtures/random.js';
import { beside, createWorkplace, fixtures, readJson, tokenizersBeside, type Workplace } from './material.js';
import { randomTextOf } from './random-text.js';

const seed = Number(process.env['TG_PARITY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = 200;
const folders = [path.join(fixtures, 'gpt2'), ...tokenizersBeside.map((name) => path.join(beside, 'tokenizers', name))];
const recorded = (readJson(fixtures, 'parity', 'texts.json.gz') as readonly { text: string }[]).map(({ text }) => text);

let workplace: Workplace;
beforeAll(async () => {
  workplace = await createWorkplace();
  vi.stubEnv('TOKENGRAFT_DEVICE', 'processor');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await workplace.clear();
});

const withNames = (chosen: readonly string[]): (readonly [string, string])[] =>
  chosen.map((folder) => [path.basename(folder), folder] as const);

/** The others have another model, or split patterns without a scanner. */
const canRun = new Set([
  'cl100k_gpt4',
  'deepseek_v3',
  'gpt2',
  'llama3',
  'o200k_gpt4o',
  'phi2',
  'qwen2_5',
  'roberta_base',
  'tiny_llama3_2k',
]);
const runs = withNames(folders.filter((folder) => canRun.has(path.basename(folder))));
const refused = withNames(folders.filter((folder) => !canRun.has(path.basename(folder))));

async function load(folder: string): Promise<Tokenizer> {
  return loadTokenizer(path.join(await workplace.unpack(folder), 'tokenizer.json'));
}

test.each(runs)(
  `%s has the same ids and counts on a device, seed ${seed} (set TG_PARITY_SEED to repeat)`,
  async (_, folder) => {
    const tokenizer = await load(folder);
    const draw = createRandom(seed);
    const texts = [...recorded, ...Array.from({ length: rounds }, () => randomTextOf(tokenizer, draw))];
    for (const special of ['match', 'literal'] as const satisfies readonly SpecialPolicy[]) {
      const here = await tokenizer.encodeBatch(texts, { special });
      const there = await tokenizer.encodeBatch(texts, { special, device: 'cuda' });
      const differing = texts.filter((_text, index) => String(here[index]) !== String(there[index]));
      expect(differing).toEqual([]);
      const counts = await tokenizer.countBatch(texts, { special, device: 'cuda' });
      expect([...counts]).toEqual(here.map((ids) => ids.length));
    }
  },
);

test.runIf(refused.length > 0).each(refused)('%s is refused by the name of a stage', async (_, folder) => {
  const tokenizer = await load(folder);
  await expect(tokenizer.encodeBatch(['a'], { device: 'cuda' })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/its (model|pre-tokenizer) cannot run on a device/),
  });
});
