// Another model's tokenizer onto a model: what both spell keeps its row, however it is spelled.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  extendVocabulary,
  pruneVocabulary,
  replayRecipe,
  transplantVocabulary,
  verifySurgery,
  type TransplantOptions,
} from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { describe, expect, test } from 'vitest';
import { families, makeFamilyModel, type FamilyModel } from './family-models.js';
import { readSafetensors } from './safetensors.js';
import { namesIn, readJson, scratchFolder } from './scratch.js';
import { makeTinyModel, type TinyModel } from './tiny-models.js';
import { byteLevelTokenizer, markedTokenizer } from './tiny-tokenizers.js';

const at = scratchFolder('transplant');
let runs = 0;

async function transplant(model: TinyModel, donorModel: TinyModel, options: Partial<TransplantOptions> = {}) {
  const root = at(`run-${(runs += 1)}`);
  const [source, donor, out] = ['model', 'donor', 'out'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  makeTinyModel(source, model);
  makeTinyModel(donor, donorModel);
  const report = await transplantVocabulary(source, { donor, out, method: 'subword-mean', ...options });
  return { source, donor, out, report };
}

const marked: TinyModel = { layout: 'llama', tokenizer: markedTokenizer(), width: 12 };
const byteLevel: TinyModel = { layout: 'llama', tokenizer: byteLevelTokenizer(), spare: 4 };

function tablesOf(folder: string) {
  const tensors = readSafetensors(path.join(folder, 'model.safetensors'));
  return (name: string, row: number): string => tensors.get(name)?.row(row).toString('hex') ?? 'missing';
}

describe('a byte-level vocabulary gets one of word markers', () => {
  test('shared tokens keep their rows in both tables, under the new ids', async () => {
    const { source, donor, out, report } = await transplant(byteLevel, marked);
    const [before, after] = [tablesOf(source), tablesOf(out)];
    const tokenizer = await loadTokenizer(out);
    const old = await loadTokenizer(source);
    const pairs = [
      ['a', 'a'],
      ['▁', 'Ġ'],
      ['<0x0A>', 'Ċ'],
      ['<0xFF>', 'ÿ'],
      ['<0x41>', 'A'],
      ['</s>', '<|endoftext|>'],
      ['<s>', '<|endoftext|>'],
    ] as const;
    for (const table of ['model.embed_tokens.weight', 'lm_head.weight']) {
      for (const [is, was] of pairs) {
        const [to = -1, from = -1] = [tokenizer.tokenToId(is), old.tokenToId(was)];
        expect([is, after(table, to)]).toEqual([is, before(table, from)]);
      }
    }
    expect(report.rows).toEqual({ before: 276, after: markedTokenizer().size });
    expect(report.plan.tokens.map(({ content }) => content)).toEqual([
      '<unk>',
      '▁f',
      'oo',
      '▁foo',
      'foo',
      'ba',
      'bar',
      '▁ba',
      '▁bar',
    ]);
    expect(await verifySurgery(source, out, { donor })).toMatchObject({ ok: true });
  });

  test('the others are made of the old pieces of their text', async () => {
    const { source, out, report } = await transplant({ ...byteLevel, dtype: 'F32' }, marked);
    const plan = report.plan.tokens.find(({ content }) => content === '▁foo');
    const old = await loadTokenizer(source);
    expect(plan?.pieces).toEqual(Array.from(old.encode(' foo')));
    const [before, after] = [source, out].map((folder) => readSafetensors(path.join(folder, 'model.safetensors')));
    const rows = (plan?.pieces ?? []).map((piece) => before?.get('lm_head.weight')?.numbers(piece) ?? []);
    const mean = rows[0]?.map((_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0) / rows.length);
    const made = after?.get('lm_head.weight')?.numbers(plan?.id ?? -1) ?? [];
    for (const [column, value] of made.entries()) expect(value).toBeCloseTo(mean?.[column] ?? Number.NaN, 7);
  });

  test("the donor's tokenizer files come, the old ones go, ids in configurations are the donor's", async () => {
    const { source, donor, out } = await transplant(byteLevel, marked);
    expect(readFileSync(path.join(out, 'tokenizer.json'))).toEqual(readFileSync(path.join(donor, 'tokenizer.json')));
    expect(namesIn(out)).not.toContain('special_tokens_map.json'); // the donor has none
    expect(namesIn(source)).toContain('special_tokens_map.json');
    expect(readJson(out, 'config.json')).toMatchObject({
      vocab_size: markedTokenizer().size,
      eos_token_id: markedTokenizer().size - 1,
      hidden_size: 8,
    });
  });

  test('without byte matches, byte tokens are made anew; with prefixes, a word takes its beginning', async () => {
    const strict = await transplant(byteLevel, marked, { byteMatch: false });
    expect(strict.report.plan.tokens.filter(({ content }) => content.startsWith('<0x'))).toHaveLength(256);
    const { source, out, report } = await transplant(byteLevel, marked, { prefixMatch: true });
    expect(report.plan.tokens.map(({ content }) => content)).toEqual(['<unk>']);
    const [id = -1, prefix = -1] = [
      (await loadTokenizer(out)).tokenToId('▁foo'),
      (await loadTokenizer(source)).tokenToId('Ġ'),
    ];
    expect(tablesOf(out)('lm_head.weight', id)).toBe(tablesOf(source)('lm_head.weight', prefix));
  });
});

describe("rows from the donor's tables", () => {
  test('omp: what is a sum of shared tokens there is the same sum here, in each table by itself', async () => {
    const old = markedTokenizer();
    const ids = (old.files['tokenizer.json'] as { model: { vocab: Record<string, number> } }).model.vocab;
    const [foo = -1, a = -1, z = -1] = ['▁foo', 'a', 'z'].map((token) => ids[token]);
    const edit = (name: string, values: number[]): void => {
      if (!/embed|lm_head/.test(name)) return;
      const weights = name.startsWith('lm_head') ? [2, -1] : [0.5, 0.25];
      for (let column = 0; column < 12; column++) {
        const sum = [a, z].map((id, index) => (weights[index] ?? 0) * (values[id * 12 + column] ?? 0));
        values[foo * 12 + column] = sum.reduce((total, term) => total + term, 0);
      }
    };
    const { source, donor, out, report } = await transplant(
      byteLevel,
      { ...marked, edit },
      { method: { method: 'omp', k: 4 } },
    );
    const [before, after] = [source, out].map((folder) => readSafetensors(path.join(folder, 'model.safetensors')));
    const expectations = [
      ['model.embed_tokens.weight', 0.5, 0.25],
      ['lm_head.weight', 2, -1],
    ] as const;
    for (const [table, left, right] of expectations) {
      const [rowA = [], rowZ = []] = [97, 122].map((id) => before?.get(table)?.numbers(id));
      const made = after?.get(table)?.numbers(foo) ?? [];
      for (const [column, value] of made.entries()) {
        expect(value).toBeCloseTo(left * (rowA[column] ?? 0) + right * (rowZ[column] ?? 0), 5);
      }
    }
    expect(report.plan.matrices).toMatchObject([{ method: 'omp' }, { method: 'omp' }]);
    expect(await verifySurgery(source, out, { donor })).toMatchObject({ ok: true });
  });

  test.each(['nearest', 'softmax', 'sparsemax', 'procrustes', 'ridge'] as const)(
    '%s writes what it plans',
    async (method) => {
      const { source, donor, out } = await transplant({ ...byteLevel, dtype: 'BF16' }, marked, { method });
      expect(await verifySurgery(source, out, { donor })).toMatchObject({ ok: true });
      await replayRecipe(out, source, { donor, out: `${out}-again` });
      for (const name of namesIn(out)) {
        expect([name, readFileSync(path.join(`${out}-again`, name))]).toEqual([
          name,
          readFileSync(path.join(out, name)),
        ]);
      }
    },
  );
});

test('back and forth: a token that both have comes home to its row', async () => {
  const root = at('home');
  makeTinyModel(path.join(root, 'a'), byteLevel);
  makeTinyModel(path.join(root, 'b'), marked);
  const there = path.join(root, 'there');
  await transplantVocabulary(path.join(root, 'a'), { donor: path.join(root, 'b'), out: there, method: 'mean' });
  const back = path.join(root, 'back');
  await transplantVocabulary(there, { donor: path.join(root, 'a'), out: back, method: 'mean' });
  const [before, after] = [tablesOf(path.join(root, 'a')), tablesOf(back)];
  for (const id of [97, 10, 255, 32]) expect(after('lm_head.weight', id)).toBe(before('lm_head.weight', id));
});

test('donor ids beyond its own rows have no meaning to copy, and get rows all the same', async () => {
  const root = at('beyond');
  makeTinyModel(path.join(root, 'model'), byteLevel);
  const tokenizer = byteLevelTokenizer();
  makeTinyModel(path.join(root, 'donor'), { layout: 'llama', tokenizer: { ...tokenizer, size: 270 } });
  const report = await transplantVocabulary(path.join(root, 'model'), {
    donor: path.join(root, 'donor'),
    out: path.join(root, 'out'),
  });
  expect(report.rows.after).toBe(272);
  expect(report.verification).toMatchObject({ ok: true });
});

test('a recipe asks for the donor again, and gives the same bytes', async () => {
  const { source, donor, out } = await transplant(byteLevel, marked);
  const again = `${out}-again`;
  await expect(replayRecipe(out, source, { out: again })).rejects.toThrow('pass donor');
  await replayRecipe(out, source, { donor, out: again });
  for (const name of namesIn(out)) {
    expect([name, readFileSync(path.join(again, name))]).toEqual([name, readFileSync(path.join(out, name))]);
  }
});

describe('a family of its own rules', () => {
  async function makeFamily(type: string, root: string, config?: FamilyModel['config']): Promise<string> {
    const family = families.find(({ modelType }) => modelType === type);
    if (family === undefined) throw new Error(type);
    makeTinyModel(path.join(root, 'donor'), marked);
    const folder = path.join(root, type);
    makeFamilyModel(folder, config === undefined ? family : { ...family, config }, 'F32');
    return folder;
  }

  test.each(['subword-mean', 'omp', 'ridge'] as const)(
    'Gemma 3n by %s: the table per layer follows; ids that it had no row for keep row 0',
    async (method) => {
      const root = at(`per-layer-${method}`);
      const source = await makeFamily('gemma3n', root);
      const [donor, out] = [path.join(root, 'donor'), path.join(root, 'out')];
      const report = await transplantVocabulary(source, { donor, out, method });
      const name = 'model.language_model.embed_tokens_per_layer.weight';
      const [before, after] = [source, out].map((folder) => readSafetensors(path.join(folder, 'model.safetensors')));
      const { size } = markedTokenizer();
      expect(after?.get(name)?.shape).toEqual([size, 12]);
      expect(readJson(out, 'config.json')).toMatchObject({
        text_config: { vocab_size: size, vocab_size_per_layer_input: size },
      });
      const [is, was] = [await loadTokenizer(out), await loadTokenizer(source)];
      for (const [ours, theirs] of [
        ['a', 'a'],
        ['▁', 'Ġ'],
        ['<0x0A>', 'Ċ'],
      ] as const) {
        const [to = -1, from = -1] = [is.tokenToId(ours), was.tokenToId(theirs)];
        expect(after?.get(name)?.row(to)).toEqual(before?.get(name)?.row(from));
      }
      expect(report.verification).toMatchObject({ ok: true });
      expect(await verifySurgery(source, out, { donor })).toMatchObject({ ok: true });
    },
  );

  const { size: text } = byteLevelTokenizer();

  /** A family's model whose tokenizer has tokens of images and sounds behind its text, at these ids. */
  async function makeMultimodal(
    type: string,
    root: string,
    { tokens, config }: { tokens: Readonly<Record<string, number>>; config: (rows: number) => object },
  ): Promise<string> {
    const source = await makeFamily(type, root, (rows) => ({
      ...config(rows),
      image_token_index: text,
      bos_token_id: 0,
    }));
    const file = path.join(source, 'tokenizer.json');
    const json = readJson(source, 'tokenizer.json') as { added_tokens: object[]; model: { vocab: object } };
    for (const [content, id] of Object.entries(tokens)) {
      const flags = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
      json.added_tokens.push({ id, content, ...flags });
      json.model.vocab = { ...json.model.vocab, [content]: id };
    }
    writeFileSync(file, JSON.stringify(json));
    return source;
  }

  const donorSize = markedTokenizer().size;
  const mllama = {
    tokens: { '<|image|>': text + 3 },
    config: (rows: number) => ({ text_config: { vocab_size: rows }, image_token_id: text + 3 }),
  };

  test.each(['subword-mean', 'omp'] as const)(
    "Mllama by %s: the image token and its row follow the donor's tokens, behind the head's rows",
    async (method) => {
      const root = at(`mllama-${method}`);
      const source = await makeMultimodal('mllama', root, mllama);
      const [donor, out] = [path.join(root, 'donor'), path.join(root, 'out')];
      const report = await transplantVocabulary(source, { donor, out, method });
      const [before, after] = [source, out].map((folder) => readSafetensors(path.join(folder, 'model.safetensors')));
      const [input, head] = ['language_model.model.embed_tokens.weight', 'language_model.lm_head.weight'];
      expect(after?.get(input)?.shape).toEqual([donorSize + 8, 8]);
      expect(after?.get(head)?.shape).toEqual([donorSize, 8]);
      for (let row = 0; row < 8; row++) {
        expect(after?.get(input)?.row(donorSize + row)).toEqual(before?.get(input)?.row(text + 3 + row));
      }
      expect((await loadTokenizer(out)).tokenToId('<|image|>')).toBe(donorSize);
      expect(readJson(out, 'config.json')).toMatchObject({
        text_config: { vocab_size: donorSize },
        image_token_id: donorSize,
      });
      expect(report.verification).toMatchObject({ ok: true });
      expect(await verifySurgery(source, out, { donor })).toMatchObject({ ok: true });
      const again = path.join(root, 'again');
      await replayRecipe(out, source, { donor, out: again });
      for (const file of namesIn(out)) {
        expect([file, readFileSync(path.join(again, file))]).toEqual([file, readFileSync(path.join(out, file))]);
      }
    },
  );

  const sounds = {
    tokens: { '<image>': text + 1, '<sound>': text + 2 },
    config: (rows: number) => ({
      text_config: { vocab_size: rows, vocab_size_per_layer_input: rows - 2 },
      vision_config: { vocab_offset: text + 1, vocab_size: 2 },
      audio_config: { vocab_offset: text + 2, vocab_size: 2 },
      image_token_id: text + 1,
      audio_token_id: text + 2,
    }),
  };

  test('Gemma 3n: images and sounds follow, and so do the fields that say where they begin', async () => {
    const root = at('gemma3n-sounds');
    const source = await makeMultimodal('gemma3n', root, sounds);
    const [donor, out] = [path.join(root, 'donor'), path.join(root, 'out')];
    const report = await transplantVocabulary(source, { donor, out, method: 'subword-mean' });
    const [before, after] = [source, out].map((folder) => readSafetensors(path.join(folder, 'model.safetensors')));
    const [input, perLayer] = ['embed_tokens', 'embed_tokens_per_layer'].map(
      (name) => `model.language_model.${name}.weight`,
    ) as [string, string];
    expect(after?.get(input)?.shape).toEqual([donorSize + 2, 8]);
    expect(after?.get(perLayer)?.shape).toEqual([donorSize, 12]);
    const tokenizer = await loadTokenizer(out);
    for (const [index, token] of Object.keys(sounds.tokens).entries()) {
      expect(tokenizer.tokenToId(token)).toBe(donorSize + index);
      expect(after?.get(input)?.row(donorSize + index)).toEqual(before?.get(input)?.row(text + 1 + index));
    }
    expect(readJson(out, 'config.json')).toMatchObject({
      text_config: { vocab_size: donorSize + 2, vocab_size_per_layer_input: donorSize },
      vision_config: { vocab_offset: donorSize, vocab_size: 2 },
      audio_config: { vocab_offset: donorSize + 1, vocab_size: 2 },
      image_token_id: donorSize,
      audio_token_id: donorSize + 1,
    });
    expect(report.plan.warnings.join()).not.toMatch(/vocab_offset/);
    expect(await verifySurgery(source, out, { donor })).toMatchObject({ ok: true });
  });

  test.each([
    ['a gap in a block', 'mllama', { ...mllama, tokens: { '<|image|>': text + 5 } }, {}, /id 277 and none with 275/],
    ['a token that the donor has', 'mllama', { ...mllama, tokens: { '▁foo': text + 3 } }, {}, /"▁foo" of its own/],
    ["padding between the head's rows and the image", 'mllama', mllama, { padTo: 100 }, /cannot be padded/],
  ] as const)('refused by name: %s', async (name, type, model, options, message) => {
    const root = at(`odd-${name.replaceAll(' ', '-')}`);
    const source = await makeMultimodal(type, root, model);
    const [donor, out] = [path.join(root, 'donor'), path.join(root, 'x')];
    const refusal = { code: 'unsupported', message: expect.stringMatching(message) as string };
    await expect(transplantVocabulary(source, { donor, out, ...options })).rejects.toMatchObject(refusal);
    expect(existsSync(out)).toBe(false);
  });

  test('ids that are images or sound: pruning is refused, an extension into them warned of', async () => {
    const root = at('offset');
    const config = (rows: number): object => ({
      text_config: { vocab_size: rows, vocab_size_per_layer_input: rows - 2 },
      audio_config: { vocab_offset: 272 },
    });
    const source = await makeFamily('gemma3n', root, config);
    const attempt = pruneVocabulary(source, { drop: ['Ġcard'], out: path.join(root, 'out') });
    await expect(attempt).rejects.toMatchObject({ code: 'unsupported' });
    const { plan } = await extendVocabulary(source, { tokens: ['xyz'], dryRun: true });
    expect(plan.warnings.join()).toMatch(
      /audio_config\.vocab_offset is 272, so .* the new id 272 as an image or sound/,
    );
  });
});

const beside = path.join(import.meta.dirname, '../../../shared/fixtures/tokenizers');

test.skipIf(!existsSync(beside))('real vocabularies: most of Llama 2 is found in Gemma', async () => {
  const { gunzipSync } = await import('node:zlib');
  const root = at('real');
  const size = { llama2: 32000, gemma: 256000 };
  for (const name of ['llama2', 'gemma'] as const) {
    const content = gunzipSync(readFileSync(path.join(beside, name, 'tokenizer.json.gz')));
    makeTinyModel(path.join(root, name), { layout: 'llama', width: 2, tokenizer: { size: size[name], files: {} } });
    mkdirSync(path.join(root, name), { recursive: true });
    writeFileSync(path.join(root, name, 'tokenizer.json'), content);
  }
  const report = await transplantVocabulary(path.join(root, 'gemma'), {
    donor: path.join(root, 'llama2'),
    dryRun: true,
  });
  const missing = report.plan.tokens.length / size.llama2;
  expect(missing).toBeLessThan(0.3);
  expect(report.rows).toEqual({ before: 256000, after: 32001 });
});
