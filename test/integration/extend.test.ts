// The main job on every layout, type and way of tying; results are compared with oracles that share no code with it.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary, verifySurgery, type ExtendOptions } from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { describe, expect, test } from 'vitest';
import { exactMeanBytes, meanBytes, readTensors, referenceIds, referenceText, tensorOf } from './oracles.js';
import { namesIn, readJson, scratchFolder } from './scratch.js';
import { layouts, makeTinyModel, type TinyModel } from './tiny-models.js';

const at = scratchFolder('extend');
let runs = 0;

/** Makes the model, extends it, answers with both folders and the report. */
async function extend(model: TinyModel, options: Omit<ExtendOptions, 'out'> = {}) {
  const source = at(`model-${(runs += 1)}`);
  const made = makeTinyModel(source, model);
  const out = at(`extended-${runs}`);
  const report = await extendVocabulary(source, { tokens: words, specialTokens: ['<|eot|>'], ...options, out });
  return { source, out, made, report };
}

const words = ['cardiogram', 'hello world', 'Ångström'];
const text = 'hello world, the cardiogram<|eot|> of Ångström <|endoftext|> cardiograms';

const variants = layouts.flatMap((layout) =>
  (['F32', 'F16', 'BF16'] as const).flatMap((dtype) => [
    { layout, dtype, tied: false as const, shards: 1 },
    { layout, dtype, tied: true as const, shards: 2 },
    { layout, dtype, tied: 'twice' as const, shards: 3 },
  ]),
);

describe.each(variants)('$layout in $dtype, tied: $tied, shards: $shards', (variant) => {
  test('extends, and nothing else changes', async () => {
    const { source, out, made, report } = await extend(variant);
    expect(report.verification?.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.rows).toEqual({ before: made.rows, after: made.rows + 4 });

    const [before, after] = [readTensors(source), readTensors(out)];
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
    const changed = new Set(report.tensors.map(({ tensor }) => tensor));
    const wrong = [...before.values()].filter(({ name, bytes, dtype }) => {
      const result = after.get(name);
      const kept = changed.has(name) ? result?.bytes.subarray(0, bytes.length) : result?.bytes;
      return result?.dtype !== dtype || kept?.equals(bytes) !== true;
    });
    expect(wrong).toEqual([]);
    for (const name of changed) {
      const rows = [...words, '<|eot|>'].map((_, index) =>
        after
          .get(name)
          ?.row(made.rows + index)
          .toString('hex'),
      );
      expect([name, ...rows]).toEqual([name, ...(await expectedRows(source, name))]);
    }
    const equalCopies = after.get(made.head)?.bytes.equals(after.get(made.embedding)?.bytes ?? Buffer.of());
    expect(equalCopies).toBe(variant.tied === true ? undefined : variant.tied === 'twice');
  });
});

/** The new rows of tensor `name`: the mean of the pieces that Hugging Face's tokenizers gives. */
async function expectedRows(source: string, name: string): Promise<string[]> {
  const table = tensorOf(source, name);
  const pieces = await Promise.all([...words, '<|eot|>'].map((content) => referenceIds(source, content)));
  return pieces.map((rows) => meanBytes(table, rows).toString('hex'));
}

test('every file is what the plan said, and other tools keep their fields', async () => {
  const { source, out, report } = await extend({ layout: 'phi', shards: 2 });
  const kept = report.plan.files.filter(({ action }) => action !== 'removed').map(({ file }) => file);
  expect(namesIn(out)).toEqual(kept.toSorted());
  expect(report.plan.files.filter(({ action }) => action === 'created')).toMatchObject([{ file: 'recipe.json' }]);
  for (const { file, action } of report.plan.files.filter(({ action: each }) => each !== 'created')) {
    const same = readFileSync(path.join(source, file)).equals(readFileSync(path.join(out, file)));
    expect(same, `${file} is ${action}`).toBe(action === 'copied');
  }
  const config = readJson(out, 'config.json');
  expect(config).toEqual({ ...readJson(source, 'config.json'), vocab_size: report.rows.after });
  expect(report.plan.configuration).toEqual([
    {
      file: 'config.json',
      field: 'vocab_size',
      path: ['vocab_size'],
      before: report.rows.before,
      after: report.rows.after,
    },
  ]);
  expect(readJson(out, 'tokenizer_config.json')['unknown_to_us']).toEqual({ kept: [1, 2.5, 'x'] });
});

test('the report is plain data', async () => {
  const { report } = await extend({ layout: 'gpt2' });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("the extended tokenizer gives the ids that Hugging Face's gives", async () => {
  const { source, out } = await extend({ layout: 'gpt2' });
  const tokenizer = await loadTokenizer(out);
  const ids = Array.from(tokenizer.encode(text));
  expect(ids).toEqual(await referenceIds(out, text, true));
  expect(ids).not.toEqual(await referenceIds(source, text, true));
  expect(tokenizer.decode(ids)).toBe(await referenceText(out, ids));
});

test('both folders verify again by themselves', async () => {
  const { source, out } = await extend({ layout: 'qwen2', tied: 'twice', spare: 7 });
  const report = await verifySurgery(source, out);
  expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(report.tensors.find(({ name }) => name === 'model.norm.weight')).toMatchObject({ status: 'untouched' });
  expect(report.tensors.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256 ?? ''))).toBe(true);
});

describe('rows', () => {
  test('spare rows are used first, and the given ones are initialised', async () => {
    const { source, out, report, made } = await extend({ layout: 'llama', spare: 10 });
    expect(report.rows.after).toBe(report.rows.before);
    const first = made.rows - 10;
    expect(report.plan.tokens.map(({ id }) => id)).toEqual([first, first + 1, first + 2, first + 3]);
    for (const name of [made.embedding, made.head]) {
      const [before, after] = [tensorOf(source, name), tensorOf(out, name)];
      const same = Array.from({ length: made.rows }, (_, row) => before.row(row).equals(after.row(row)));
      expect(same.flatMap((equal, row) => (equal ? [] : [row]))).toEqual([first, first + 1, first + 2, first + 3]);
    }
    expect(readJson(out, 'config.json')).toEqual(readJson(source, 'config.json'));
  });

  test('padding rows hold the mean of both tables, and are counted in a warning', async () => {
    const { source, out, report, made } = await extend({ layout: 'phi' }, { padTo: 64 });
    expect(report.rows.after % 64).toBe(0);
    expect(report.plan.paddingRows).toEqual({ begin: made.rows + 4, end: report.rows.after });
    expect(report.plan.warnings.join()).toMatch(/rows behind the last id have no token/);
    for (const name of [made.embedding, made.head, 'lm_head.bias']) {
      const [before, after] = [tensorOf(source, name), tensorOf(out, name)];
      const all = Array.from({ length: made.rows }, (_, row) => row);
      expect([name, after.row(report.rows.after - 1)]).toEqual([name, exactMeanBytes(before, all)]);
    }
  });

  test('padding alone is an extension', async () => {
    const { report, made } = await extend({ layout: 'gpt2' }, { tokens: [], specialTokens: [], padTo: 100 });
    expect(report.rows.after).toBe(Math.ceil(made.rows / 100) * 100);
    expect(report.plan.tokens).toEqual([]);
  });

  test('tokens that exist get no row', async () => {
    const { report, made } = await extend(
      { layout: 'gpt2' },
      { tokens: ['hello', 'cardiogram'], specialTokens: ['<|endoftext|>'] },
    );
    expect(report.plan.tokens.map(({ content, status }) => [content, status])).toEqual([
      ['hello', 'flags-changed'],
      ['<|endoftext|>', 'existing'],
      ['cardiogram', 'new'],
    ]);
    expect(report.rows.after).toBe(made.rows + 1);
  });

  test('ids that never had a row get the mean', async () => {
    const source = at('short');
    const made = makeTinyModel(source, { layout: 'gpt2', spare: -2 });
    const report = await extendVocabulary(source, { tokens: words, out: at('short-extended') });
    expect(report.rows).toEqual({ before: made.rows, after: made.rows + 5 });
    expect(report.plan.warnings.join()).toMatch(/2 tokens have no row/);
  });
});

describe('initialisation', () => {
  test('head and input table have their own methods', async () => {
    const { out, report, made } = await extend({ layout: 'llama' }, { init: 'mean', initHead: 'zero' });
    expect(report.plan.matrices.map(({ role, method }) => [role, method])).toEqual([
      ['embedding', 'mean'],
      ['head', 'zero'],
    ]);
    expect(
      tensorOf(out, made.head)
        .numbers(made.rows)
        .every((value) => value === 0),
    ).toBe(true);
    expect(
      tensorOf(out, made.embedding)
        .numbers(made.rows)
        .some((value) => value !== 0),
    ).toBe(true);
    expect(report.plan.warnings.join()).toMatch(/logit 0/);
  });

  test('a normal start is reproducible, of the stated width, and its bias is zero', async () => {
    const model: TinyModel = { layout: 'phi', width: 64, config: { initializer_range: 0.5 } };
    const [first, again, other] = [
      await extend(model, { init: 'normal', seed: 7 }),
      await extend(model, { init: 'normal', seed: 7, threads: 1 }),
      await extend(model, { init: 'normal', seed: 8 }),
    ];
    const bytes = (run: typeof first, name: string): Buffer => tensorOf(run.out, name).bytes;
    const { embedding, head, rows } = first.made;
    expect(bytes(first, embedding).equals(bytes(again, embedding))).toBe(true);
    expect(bytes(first, embedding).equals(bytes(other, embedding))).toBe(false);
    expect(tensorOf(first.out, head).row(rows).equals(tensorOf(first.out, embedding).row(rows))).toBe(false);
    const values = [0, 1, 2, 3].flatMap((index) => tensorOf(first.out, embedding).numbers(rows + index));
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    // 256 draws: the deviation of the estimate is 0.5 / sqrt(512) = 0.022.
    expect(Math.abs(deviation - 0.5)).toBeLessThan(0.1);
    expect(tensorOf(first.out, 'lm_head.bias').numbers(rows)).toEqual([0]);
  });

  test('reserved, zero and spare rows do not count in the mean, unless all do', async () => {
    const width = 8;
    const edit = (name: string, values: number[]): void => {
      if (name === 'wte.weight') values.fill(0, 5 * width, 6 * width);
    };
    const model: TinyModel = { layout: 'gpt2', spare: 3, edit, width };
    const [live, all] = [
      await extend(model, { init: 'mean' }),
      await extend(model, { init: 'mean', population: 'all' }),
    ];
    const table = tensorOf(live.source, 'wte.weight');
    const rows = Array.from({ length: live.made.rows }, (_, row) => row);
    const counted = rows.filter((row) => row !== 5 && row < live.made.rows - 3);
    const id = live.report.plan.tokens[0]?.id ?? 0;
    expect(tensorOf(live.out, 'wte.weight').row(id).toString('hex')).toBe(
      exactMeanBytes(table, counted).toString('hex'),
    );
    expect(tensorOf(all.out, 'wte.weight').row(id).toString('hex')).toBe(exactMeanBytes(table, rows).toString('hex'));
  });
});

test('a word that decodes to other text is named in a warning', async () => {
  const { report } = await extend({ layout: 'gpt2' });
  expect(report.plan.warnings.join('\n')).toMatch(/"Ångström" decodes as/);
  expect(report.plan.warnings.join('\n')).not.toMatch(/"cardiogram"/);
});

describe('dry run', () => {
  test('answers with the same plan and touches nothing', async () => {
    const { source, report, made } = await extend({ layout: 'gpt_neox' });
    const before = namesIn(at());
    const dry = await extendVocabulary(source, { tokens: words, specialTokens: ['<|eot|>'], dryRun: true });
    expect(dry.plan).toEqual(report.plan);
    expect(dry.rows).toEqual({ before: made.rows, after: made.rows + 4 });
    expect(dry.out).toBeUndefined();
    expect(namesIn(at())).toEqual(before);
  });
});

test('the sample counts tokens per word before and after', async () => {
  const { report } = await extend({ layout: 'gpt2' }, { sample: 'hello world cardiogram' });
  expect(report.sample).toMatchObject({ words: 3 });
  expect(report.sample.tokensBefore).toBe((await referenceIds(report.source, 'hello world cardiogram')).length);
  expect(report.sample.tokensAfter).toBe((await referenceIds(report.out ?? '', 'hello world cardiogram')).length);
  expect(report.sample.tokensPerWordAfter).toBe(report.sample.tokensAfter / 3);
});
