// Checkpoints made by an independent program, with real tokenizers: every family, in every type.

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary, verifySurgery } from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { describe, expect, test } from 'vitest';
import { meanBytes, referenceIds, tensorOf } from './oracles.js';
import { namesIn, scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';

const tools = path.join(import.meta.dirname, '../../../shared/fixtures/tools');
const canRun = existsSync(tools) && spawnSync('python3', ['-c', 'import numpy']).status === 0;
const families = ['gpt2', 'llama', 'qwen2', 'gpt_neox', 'phi'];

interface Preset {
  readonly family: string;
  readonly dtype: string;
}

/** Every preset of a supported family, as it is and in the two other types. */
function presets(): [string, Preset][] {
  const all = JSON.parse(readFileSync(path.join(tools, 'presets.json'), 'utf8')) as Record<string, Preset>;
  const supported = Object.entries(all).filter(([, { family }]) => families.includes(family));
  return supported.flatMap(([name, preset]) =>
    ['F32', 'F16', 'BF16'].map((dtype): [string, Preset] => [`${name}-as-${dtype}`, { ...preset, dtype }]),
  );
}

const text = 'The electrocardiogram of Zyxomma<|eot|> shows tachycardia, MyNewToken_1.';
const tokens = ['electrocardiogram', 'Zyxomma', 'MyNewToken_1'];

describe.skipIf(!canRun)('checkpoints of gen_tiny.py', () => {
  const at = scratchFolder('reference');

  test.each(canRun ? presets() : [])('%s', async (name, preset) => {
    writeFileSync(at('presets.json'), JSON.stringify({ [name]: preset }));
    const made = spawnSync('python3', [path.join(tools, 'gen_tiny.py'), at(), '--presets', at('presets.json')]);
    expect(made.stderr.toString()).toBe('');
    const out = at(`${name}-extended`);
    const report = await extendVocabulary(at(name), { tokens, specialTokens: ['<|eot|>'], out });
    const verified = await verifySurgery(at(name), out);
    expect(verified.checks.filter(({ ok }) => !ok)).toEqual([]);

    const ids = Array.from((await loadTokenizer(out)).encode(text, { addSpecialTokens: false }));
    expect(ids).toEqual(await referenceIds(out, text));
    const wrong = report.plan.matrices.filter(({ tensor }) => {
      const [table, result] = [tensorOf(at(name), tensor), tensorOf(out, tensor)];
      return report.plan.tokens.some(({ id, pieces }) => !meanBytes(table, pieces).equals(result.row(id)));
    });
    expect(wrong).toEqual([]);
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
