// Checkpoints made by an independent program, with real tokenizers: every family, in every type, with every kind of head.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isTokengraftError } from '@tokengraft/errors';
import { extendVocabulary, verifySurgery } from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { describe, expect, test } from 'vitest';
import { meanBytes, referenceIds, tensorOf } from './oracles.js';
import { namesIn, scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';

const tools = path.join(import.meta.dirname, '../../../shared/fixtures/tools');
const canRun = existsSync(tools) && spawnSync('python3', ['-c', 'import numpy']).status === 0;
interface Preset {
  readonly family: string;
  readonly dtype: string;
  readonly tied?: boolean;
  readonly shards?: number;
  readonly config?: object;
}

type Variant = readonly [string, Partial<Preset>];

/** How the families that can store a head differ in what they store; the others as they are. */
const heads: readonly Variant[] = [
  ['tied', { tied: true }],
  ['untied', { tied: false }],
  ['stored-twice', { tied: false }],
  ['conflict', { tied: false, config: { tie_word_embeddings: true } }],
];

/** Every preset in every type, alternately whole and in shards; those of Llama's layout with every kind of head. */
function presets(): [string, Preset][] {
  const all = JSON.parse(readFileSync(path.join(tools, 'presets.json'), 'utf8')) as Record<string, Preset>;
  return Object.entries(all).flatMap(([name, preset], index) => {
    const ways = ['llama', 'qwen2'].includes(preset.family) ? heads : ([['as-is', {}]] as const);
    // Each type is met by each kind of head in one of two of the presets, and by every preset.
    const chosen = ways.flatMap((way, at) =>
      (ways.length === 1 ? dtypes : [dtypes[(index + at) % 3]]).map((dtype) => [way, dtype] as const),
    );
    return chosen.map(([[way, change], dtype], at): [string, Preset] => [
      `${name}-${way}-as-${dtype}`,
      { ...preset, ...change, dtype, shards: (index + at) % 2 === 0 ? 1 : 3 },
    ]);
  });
}

const dtypes = ['F32', 'F16', 'BF16'];

/** The bytes of the input table in the place of the head. */
function storeTwice(folder: string): void {
  const [table, head] = ['model.embed_tokens.weight', 'lm_head.weight'].map((name) => tensorOf(folder, name));
  for (const file of namesIn(folder).filter((name) => name.endsWith('.safetensors'))) {
    const bytes = readFileSync(path.join(folder, file));
    const offset = bytes.indexOf(head?.bytes ?? '');
    if (offset < 0) continue;
    table?.bytes.copy(bytes, offset);
    writeFileSync(path.join(folder, file), bytes);
    return;
  }
  throw new Error(`no head in ${folder}`);
}

const text = 'The electrocardiogram of Zyxomma<|eot|> shows tachycardia, MyNewToken_1.';
const tokens = ['electrocardiogram', 'Zyxomma', 'MyNewToken_1'];

describe.skipIf(!canRun)('checkpoints of gen_tiny.py', () => {
  const at = scratchFolder('reference');
  const seed = canRun ? presets() : [];

  test('all presets, types and kinds of head are here', () => {
    const names = seed.map(([name]) => name);
    const all = Object.keys(JSON.parse(readFileSync(path.join(tools, 'presets.json'), 'utf8')) as object);
    for (const preset of all) expect(names.filter((name) => name.startsWith(`${preset}-`)).length).toBeGreaterThan(2);
    for (const [way] of heads) {
      for (const dtype of dtypes) expect(names.join()).toMatch(new RegExp(`-${way}-as-${dtype}(,|$)`));
    }
  });

  test.each(seed)('%s', async (name, preset) => {
    writeFileSync(at('presets.json'), JSON.stringify({ [name]: preset }));
    const made = spawnSync('python3', [path.join(tools, 'gen_tiny.py'), at(), '--presets', at('presets.json')]);
    expect(made.stderr.toString()).toBe('');
    if (name.includes('-stored-twice-')) storeTwice(at(name));
    const out = at(`${name}-extended`);
    const options = { tokens, specialTokens: ['<|eot|>'], out };
    const isConflict = name.includes('-conflict-');
    const untold = await extendVocabulary(at(name), { ...options, dryRun: true }).catch((error: unknown) => error);
    expect(isTokengraftError(untold) ? untold.code : '').toBe(isConflict ? 'tie-conflict' : '');
    const report = await extendVocabulary(at(name), { ...options, ...(isConflict ? { tie: 'untied' } : {}) });
    const { kind } = report.plan.tying;
    expect(kind).toBe(/-(tied|untied|stored-twice)-as-/.exec(name)?.[1] ?? kind);
    const verified = await verifySurgery(at(name), out);
    expect(verified.checks.filter(({ ok }) => !ok)).toEqual([]);
    const indexed = namesIn(out).includes('model.safetensors.index.json');
    expect(indexed).toBe(preset.shards !== 1);

    const ids = Array.from((await loadTokenizer(out)).encode(text, { addSpecialTokens: false }));
    expect(ids).toEqual(await referenceIds(out, text));
    const wrong = report.plan.matrices.filter(({ tensor }) => {
      const [table, result] = [tensorOf(at(name), tensor), tensorOf(out, tensor)];
      return report.plan.tokens.some(({ id, pieces }) => !meanBytes(table, pieces).equals(result.row(id)));
    });
    expect(wrong).toEqual([]);
    for (const folder of [at(name), out]) rmSync(folder, { recursive: true });
  });
});

const malformed = path.join(tools, '../safetensors/malformed');

describe.skipIf(!existsSync(malformed))('malformed weights are refused by name', () => {
  const at = scratchFolder('malformed');

  test.each(existsSync(malformed) ? namesIn(malformed) : [])('%s', async (name) => {
    makeTinyModel(at(name), { layout: 'llama' });
    copyFileSync(path.join(malformed, name), at(name, 'model.safetensors'));
    const attempt = extendVocabulary(at(name), { tokens, out: at('out') });
    await expect(attempt).rejects.toMatchObject({
      code: 'bad-file',
      message: expect.stringContaining(at(name, 'model.safetensors')) as string,
    });
  });
});
