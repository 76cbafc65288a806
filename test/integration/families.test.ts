// Every family: its vocabulary tensors are found, by the table and by the rules for names, and grow together.

import path from 'node:path';
import { openCheckpoint, vocabularyTensors } from '@tokengraft/checkpoint';
import { extendVocabulary, verifySurgery } from '@tokengraft/surgery';
import { describe, expect, test } from 'vitest';
import { families, makeFamilyModel, type FamilyModel } from './family-models.js';
import type { Dtype } from './numbers.js';
import { readSafetensors } from './safetensors.js';
import { readJson, scratchFolder } from './scratch.js';

const at = scratchFolder('families');
const dtypes: readonly Dtype[] = ['F32', 'F16', 'BF16'];
const byName = (type: string): FamilyModel => {
  const family = families.find(({ modelType }) => modelType === type);
  if (family === undefined) throw new Error(`no family ${type}`);
  return family;
};

async function extend(model: FamilyModel, dtype: Dtype, tokens: readonly string[], name: string) {
  const { folder, rows } = makeFamilyModel(at(name, 'model'), model, dtype);
  const out = at(name, 'out');
  const report = await extendVocabulary(folder, { tokens, out });
  const tensors = readSafetensors(path.join(out, 'model.safetensors'));
  const before = readSafetensors(path.join(folder, 'model.safetensors'));
  return { folder, out, rows, report, tensors, before };
}

const five = ['cardiogram', 'hello world', 'www', 'xyz', 'quux'];

describe.each(families.map((family) => [family.modelType, family] as const))('%s', (type, family) => {
  test('the table finds its tensors', async () => {
    const { folder } = makeFamilyModel(at('found', type), family, 'F32');
    const checkpoint = await openCheckpoint(folder);
    const names = vocabularyTensors(checkpoint).map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(family.tables).toSorted());
  });

  test('the rules for names find the same without knowing the family', async () => {
    if (type === 'mllama' || type === 'mobilebert') return; // rows and axes that only the family tells
    const known = {
      ...family,
      modelType: 'unheard-of',
      config: family.config ?? ((rows: number) => ({ vocab_size: rows })),
    };
    const { folder } = makeFamilyModel(at('rules', type), known, 'F32');
    const checkpoint = await openCheckpoint(folder);
    const names = vocabularyTensors(checkpoint).map(({ name }) => name);
    expect(checkpoint.architectureName).toBe('by rules');
    expect(names.toSorted()).toEqual(Object.keys(family.tables).toSorted());
  });

  test('all of them grow, old values stay, and the result verifies', async () => {
    const dtype = dtypes[families.indexOf(family) % 3] ?? 'F32';
    const { folder, out, rows, report, tensors, before } = await extend(family, dtype, five, `grown-${type}`);
    for (const [name, shape] of Object.entries(family.tables)) {
      const source = typeof shape === 'string' ? (family.tables[shape.slice(1)] ?? shape) : shape;
      const [grown, old] = [tensors.get(name)?.shape, before.get(name)?.shape];
      const expected = Array.from(source as readonly (number | string)[], (extent, axis) => {
        if (typeof extent === 'number') return extent;
        return (old?.[axis] ?? 0) + (extent === 'V-2' ? 4 : 2);
      });
      expect([name, grown]).toEqual([name, expected]);
    }
    expect(report.rows.after - report.rows.before).toBe(2);
    const config = JSON.stringify(readJson(out, 'config.json'));
    expect(config).toContain(String(rows + 2));
    expect(config).not.toContain(String(rows));
    const { checks } = await verifySurgery(folder, out, { plan: report.plan });
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});

test('every file of the table of architectures is met by a family here', async () => {
  const { architectures } = await import('@tokengraft/checkpoint');
  const met = new Set(families.map(({ modelType }) => modelType));
  const missed = Object.entries(architectures).filter(
    ([, { modelTypes }]) => !modelTypes.some((type) => met.has(type)),
  );
  expect(missed.map(([name]) => name)).toEqual(['phi3']); // of Llama's names
});

describe('what is particular', () => {
  test('DeepSeek: a copy in the MTP layer stays a copy, a head of its own gets rows of its own', async () => {
    const { tensors } = await extend(byName('deepseek_v3'), 'BF16', five, 'mtp');
    const bytes = (name: string) => tensors.get(name)?.bytes.toString('hex');
    expect(bytes('model.layers.61.embed_tokens.weight')).toBe(bytes('model.embed_tokens.weight'));
    expect(bytes('model.layers.61.shared_head.head.weight')).not.toBe(bytes('lm_head.weight'));
  });

  test('Gemma 3n: ids between the two tables keep what readers gave them, row 0 of the table per layer', async () => {
    const { rows, tensors, out } = await extend(byName('gemma3n'), 'F32', five, 'per-layer');
    const table = tensors.get('model.language_model.embed_tokens_per_layer.weight');
    // Rows rows-2 and rows-1 existed in the input table only; of these five tokens three took spare rows.
    expect(table?.shape[0]).toBe(rows + 2);
    expect(readJson(out, 'config.json')).toMatchObject({ text_config: { vocab_size_per_layer_input: rows + 2 } });
    const fewer = await extend(byName('gemma3n'), 'F32', ['cardiogram', 'zz'], 'per-layer-few');
    const grown = fewer.tensors.get('model.language_model.embed_tokens_per_layer.weight');
    expect(grown?.shape[0]).toBe(rows);
    expect(grown?.row(rows - 1)).toEqual(grown?.row(0));
    expect(grown?.row(rows - 2)).not.toEqual(grown?.row(0));
  });

  test('Mllama: the eight rows behind the head keep their places and their values', async () => {
    const { rows, tensors, before, out } = await extend(byName('mllama'), 'F16', five, 'mllama-rows');
    const name = 'language_model.model.embed_tokens.weight';
    const [was, is] = [before.get(name), tensors.get(name)];
    expect(is?.shape).toEqual([rows + 2 + 8, 8]);
    expect(tensors.get('language_model.lm_head.weight')?.shape).toEqual([rows + 2, 8]);
    for (let row = rows + 2; row < rows + 8; row++) expect(is?.row(row)).toEqual(was?.row(row));
    expect(readJson(out, 'config.json')).toMatchObject({ text_config: { vocab_size: rows + 2 } });
  });

  test('MobileBERT: the part of the head with the vocabulary on its second axis grows by columns', async () => {
    const { rows, tensors, before } = await extend(byName('mobilebert'), 'F16', five, 'columns');
    const [was, is] = [before, tensors].map((all) => all.get('cls.predictions.dense.weight'));
    expect(is?.shape).toEqual([24, rows + 2]);
    for (let row = 0; row < 24; row++) {
      expect(is?.numbers(row).slice(0, 272)).toEqual(was?.numbers(row).slice(0, 272));
      expect(is?.numbers(row).slice(272).every(Number.isFinite)).toBe(true);
    }
  });

  test('BART: the bias of the logits is padded with zeros', async () => {
    const { rows, tensors, before } = await extend(byName('bart'), 'F32', five, 'zero-bias');
    const [was, is] = [before, tensors].map((all) => all.get('final_logits_bias'));
    expect(is?.shape).toEqual([1, rows + 2]);
    expect(is?.numbers(0).slice(0, 272)).toEqual(was?.numbers(0).slice(0, 272));
    expect(is?.numbers(0).slice(272)).toEqual([0, 0, 0, 0, 0]);
  });

  test('BERT: both names of the bias stay equal', async () => {
    const { tensors } = await extend(byName('bert'), 'BF16', five, 'bias-names');
    expect(tensors.get('cls.predictions.decoder.bias')?.bytes).toEqual(tensors.get('cls.predictions.bias')?.bytes);
  });

  test('what no rule names is reported, and left alone', async () => {
    const model = { ...byName('llama'), modelType: 'novel', others: { 'strange.table': ['V', 4] as const } };
    const { report, tensors, before } = await extend(model, 'F32', five, 'leftover');
    expect(report.plan.warnings).toContainEqual(expect.stringMatching(/strange\.table also has an axis/));
    expect(tensors.get('strange.table')?.bytes).toEqual(before.get('strange.table')?.bytes);
  });
});
