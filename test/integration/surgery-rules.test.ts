// The rules of vocabulary surgery, one test each, named for the rule.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary, pruneVocabulary, verifySurgery, type ExtendOptions } from '@tokengraft/surgery';
import { describe, expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { makeQuantised } from './quantised-models.js';
import { readSafetensors } from './safetensors.js';
import { readJson, scratchFolder } from './scratch.js';
import { makeTinyModel, type TinyModel } from './tiny-models.js';

const at = scratchFolder('rules');
let runs = 0;

async function extend(
  model: TinyModel,
  options: Partial<ExtendOptions>,
  change: (folder: string) => void = () => undefined,
) {
  const root = at(`run-${(runs += 1)}`);
  const [source, out] = [path.join(root, 'model'), path.join(root, 'out')];
  makeTinyModel(source, model);
  change(source);
  const report = await extendVocabulary(source, { tokens: ['cardiogram'], out, ...options });
  return { source, out, report, tensors: readSafetensors(path.join(out, 'model.safetensors')) };
}

describe('tying: the files decide, then the configuration', () => {
  test('a head that is not stored is tied, and none is made', async () => {
    const { report, tensors } = await extend(
      { layout: 'llama', tied: true, config: { tie_word_embeddings: false } },
      {},
    );
    expect(report.plan.tying.kind).toBe('tied');
    expect(tensors.has('lm_head.weight')).toBe(false);
  });

  test('a head stored twice stays equal, also where rows are drawn', async () => {
    const { tensors } = await extend({ layout: 'qwen2', tied: 'twice' }, { init: 'normal', initHead: 'mean' });
    expect(tensors.get('lm_head.weight')?.bytes).toEqual(tensors.get('model.embed_tokens.weight')?.bytes);
  });

  test('a conflict is refused unless told; names of tensors may be told, too; verification finds both in the recipe', async () => {
    const [folder, names] = [at('conflict'), at('names.json')];
    makeTinyModel(folder, { layout: 'gpt_neox', config: { tie_word_embeddings: true, model_type: 'novel' } });
    writeFileSync(names, '{"embedding": "gpt_neox.embed_in.weight", "head": "embed_out.weight"}');
    const words = ['extend', folder, '--token', 'x y', '--tensors', names, '-o', at('told')];
    expect(await tokengraft(...words)).toMatchObject({
      code: 65,
      stderr: expect.stringMatching(/ties them/) as string,
    });
    expect(await tokengraft(...words, '--tie', 'untied')).toMatchObject({ code: 0 });
    expect(await tokengraft('verify', folder, at('told'))).toMatchObject({ code: 0 });
  });

  test('what the tool had to decide is written down', async () => {
    const { out } = await extend({ layout: 'qwen2', tied: true }, {}, (folder) => {
      const config = readJson(folder, 'config.json');
      delete config['tie_word_embeddings'];
      writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ ...config, model_type: 'llama' }));
    });
    expect(readJson(out, 'config.json')).toMatchObject({ tie_word_embeddings: true });
  });
});

describe('rows and ids', () => {
  const withHole = (folder: string): void => {
    const file = path.join(folder, 'tokenizer.json');
    const content = readJson(folder, 'tokenizer.json') as { added_tokens: { id: number }[] };
    for (const token of content.added_tokens) token.id += 3;
    writeFileSync(file, JSON.stringify(content));
    writeFileSync(path.join(folder, 'tokenizer_config.json'), '{}');
  };

  test('the next id is the largest plus one, not the number of tokens; holes are counted, not filled', async () => {
    const { report } = await extend({ layout: 'llama', spare: 8 }, {}, withHole);
    expect(report.plan.tokens).toMatchObject([{ id: 275, content: 'cardiogram' }]);
    expect(report.plan.holes).toBe(3);
  });

  test('spare rows are used first, and a table never shrinks', async () => {
    const { report } = await extend({ layout: 'llama', spare: 8 }, { padTo: 12 });
    expect(report.rows).toEqual({ before: 280, after: 280 });
    expect(report.plan.warnings.join()).toMatch(/no multiple of 12, but enough/);
  });

  test('a token named twice is one, and one that is there keeps its id', async () => {
    const { report } = await extend({ layout: 'gpt2' }, { tokens: ['xx', 'hello', 'xx'] });
    expect(report.plan.tokens).toMatchObject([
      { id: 258 + 1, content: 'hello', status: 'flags-changed' },
      { id: 272, content: 'xx', status: 'new' },
    ]);
  });
});

describe('safetensors', () => {
  test('a rewritten header is padded to 8, its offsets leave no hole, its metadata stays', async () => {
    const { out } = await extend({ layout: 'phi', dtype: 'F16' }, {});
    const bytes = readFileSync(path.join(out, 'model.safetensors'));
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<
      string,
      { data_offsets: [number, number] }
    >;
    expect(length % 8).toBe(0);
    expect(header['__metadata__']).toEqual({ format: 'pt' });
    const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__');
    const offsets = tensors.map(([, { data_offsets: range }]) => range).toSorted(([a], [b]) => a - b);
    expect(offsets.reduce((end, [begin, next]) => (begin === end ? next : Number.NaN), 0)).toBe(
      bytes.length - 8 - length,
    );
  });
});

describe('files', () => {
  test('a shard without a vocabulary tensor keeps its bytes, and every tensor its shard', async () => {
    const [source, out] = [at('sharded'), at('sharded-out')];
    makeTinyModel(source, { layout: 'llama', shards: 4, width: 16 });
    await extendVocabulary(source, { tokens: ['cardiogram'], out });
    const bytes = (folder: string, shard: number) =>
      readFileSync(path.join(folder, `model-0000${shard}-of-00004.safetensors`));
    const same = [1, 2, 3, 4].filter((shard) => bytes(source, shard).equals(bytes(out, shard)));
    expect(same).toEqual([2, 3]);
    const [before, after] = [source, out].map((folder) => readJson(folder, 'model.safetensors.index.json'));
    expect(after?.['weight_map']).toEqual(before?.['weight_map']);
    const total = (index: typeof after) => (index?.['metadata'] as { total_size: number } | undefined)?.total_size ?? 0;
    expect(total(after) - total(before)).toBe(2 * 16 * 4);
  });

  test('added tokens stand by id, the special ones are not normalized, and every file agrees', async () => {
    const { out } = await extend({ layout: 'llama' }, { tokens: ['cardiogram', 'x y'], specialTokens: ['<|eot|>'] });
    const { added_tokens: added } = readJson(out, 'tokenizer.json') as { added_tokens: AddedToken[] };
    expect(added.map(({ id }) => id)).toEqual([271, 272, 273, 274]);
    expect(added.filter(({ special, normalized }) => special && normalized)).toEqual([]);
    const { added_tokens_decoder: decoder } = readJson(out, 'tokenizer_config.json') as {
      added_tokens_decoder: Record<string, AddedToken>;
    };
    expect(Object.entries(decoder).map(([id, { content }]) => [Number(id), content])).toEqual(
      added.map(({ id, content }) => [id, content]),
    );
  });

  test('vocab.json, merges.txt and added_tokens.json keep in step; added ids go on without a gap', async () => {
    const source = at('loose');
    makeTinyModel(source, { layout: 'llama' });
    const { model } = readJson(source, 'tokenizer.json') as { model: { vocab: object; merges: string[] } };
    writeFileSync(path.join(source, 'vocab.json'), JSON.stringify(model.vocab));
    writeFileSync(path.join(source, 'merges.txt'), ['#version: 0.2', ...model.merges, ''].join('\n'));
    writeFileSync(path.join(source, 'added_tokens.json'), '{"<|endoftext|>": 271}');
    await extendVocabulary(source, { tokens: ['cardiogram', 'x y'], out: at('loose-grown') });
    expect(readJson(at('loose-grown'), 'added_tokens.json')).toEqual({
      '<|endoftext|>': 271,
      cardiogram: 272,
      'x y': 273,
    });
    await pruneVocabulary(source, { drop: ['Ġcard'], out: at('loose-pruned') });
    const pruned = readJson(at('loose-pruned'), 'tokenizer.json') as { model: typeof model };
    expect(readJson(at('loose-pruned'), 'vocab.json')).toEqual(pruned.model.vocab);
    const merges = readFileSync(at('loose-pruned', 'merges.txt'), 'utf8').trim().split('\n').slice(1);
    expect(merges).toEqual(pruned.model.merges);
    expect(merges).not.toContain('Ġ card');
    expect(readJson(at('loose-pruned'), 'added_tokens.json')).toEqual({ '<|endoftext|>': 270 });
  });

  test('rows are at least the largest id plus one, and config.json states them', async () => {
    const { out, report, tensors } = await extend({ layout: 'llama', spare: 1 }, { tokens: ['aa bb', 'b c', 'c d'] });
    expect(tensors.get('model.embed_tokens.weight')?.shape[0]).toBe(275);
    expect(report.rows.after).toBe(275);
    expect(readJson(out, 'config.json')).toMatchObject({ vocab_size: 275 });
  });

  test('the report states rows, ids, unused rows, population, tying, files, hashes and leftovers', async () => {
    const { source, out, report } = await extend({ layout: 'llama', spare: 4 }, {}, (folder) =>
      writeFileSync(path.join(folder, 'pytorch_model.bin'), 'x'),
    );
    expect(report.rows).toEqual({ before: 276, after: 276 });
    expect(report.plan.tokens.map(({ id }) => id)).toEqual([272]);
    expect(report.plan.counts.after).toEqual({ rows: 276, ids: 273, used: 273, spare: 3 });
    expect(report.plan.population).toBe('live');
    expect(report.plan.matrices[0]?.excluded).toEqual([{ begin: 272, end: 276 }]);
    expect(report.plan.tying).toEqual({ kind: 'untied', why: expect.any(String) as string });
    expect(report.plan.files).toContainEqual(expect.objectContaining({ file: 'pytorch_model.bin', action: 'removed' }));
    const { tensors } = await verifySurgery(source, out);
    const untouched = tensors.filter(({ status }) => status === 'untouched');
    expect(untouched).toHaveLength(3);
    for (const tensor of untouched)
      expect(tensor).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
  });
});

describe('quantised', () => {
  const parts = ['qweight', 'qzeros', 'scales', 'weight_packed', 'weight_scale', 'weight_scale_inv', 'weight.absmax'];

  test.each(parts)(
    'a head stored with %s is refused by name, also beside a float table that it is tied to',
    async (part) => {
      const source = makeQuantised(at(`head-${part}`), `lm_head.${part}`);
      const refusal = { code: 'unsupported', message: expect.stringContaining(`lm_head.${part} is stored`) as string };
      await expect(extendVocabulary(source, { tokens: ['x y'], out: at('no') })).rejects.toMatchObject(refusal);
      const tied = { ...readJson(source, 'config.json'), tie_word_embeddings: true };
      writeFileSync(path.join(source, 'config.json'), JSON.stringify(tied));
      await expect(extendVocabulary(source, { tokens: ['x y'], out: at('no') })).rejects.toMatchObject(refusal);
    },
  );

  test.each(parts)('a layer packed with %s keeps its bytes while the tables grow', async (part) => {
    const name = `model.layers.0.q_proj.${part}`;
    const source = makeQuantised(at(`layer-${part}`), name);
    const out = at(`layer-${part}-out`);
    await extendVocabulary(source, { tokens: ['x y'], out });
    const [before, after] = [source, out].map((folder) => readSafetensors(path.join(folder, 'model.safetensors')));
    expect(after?.get(name)?.bytes).toEqual(before?.get(name)?.bytes);
    expect(after?.get('lm_head.weight')?.shape[0]).toBe(273);
  });
});

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly normalized: boolean;
}

describe('statistics', () => {
  test('rows without a token, reserved ones and zero ones do not count in a mean', async () => {
    const edit: TinyModel['edit'] = (name, values) => {
      if (name !== 'wte.weight') return;
      values.fill(1000, 272 * 8); // spare
      values.fill(0, 7 * 8, 8 * 8); // untrained
    };
    const { tensors, source } = await extend({ layout: 'gpt2', spare: 4, edit }, { init: 'mean' });
    const before = readSafetensors(path.join(source, 'model.safetensors')).get('wte.weight');
    const live = Array.from({ length: 272 }, (_, row) => row).filter((row) => row !== 7);
    const sum = live.reduce((total, row) => total + (before?.numbers(row)[0] ?? 0), 0);
    expect(tensors.get('wte.weight')?.numbers(272)[0]).toBeCloseTo(sum / live.length, 6);
  });

  test('a value that is not finite outside of the population passes through', async () => {
    const edit: TinyModel['edit'] = (name, values) => {
      if (name === 'wte.weight') values[274 * 8] = Number.NaN;
    };
    const { tensors } = await extend({ layout: 'gpt2', spare: 4, edit }, { init: 'mean' });
    expect(tensors.get('wte.weight')?.numbers(274)[0]).toBeNaN();
  });
});

test('pruning keeps what every kept token is merged from, in the old order', async () => {
  makeTinyModel(at('order'), { layout: 'llama' });
  await pruneVocabulary(at('order'), { keep: ['Ġworld'], out: at('order-out') });
  const { model } = readJson(at('order-out'), 'tokenizer.json') as {
    model: { vocab: Record<string, number>; merges: string[] };
  };
  expect(Object.entries(model.vocab).slice(256)).toEqual([
    ['Ġw', 256],
    ['or', 257],
    ['Ġwor', 258],
    ['Ġworl', 259],
    ['Ġworld', 260],
  ]);
  expect(model.merges).toEqual(['Ġ w', 'o r', 'Ġw or', 'Ġwor l', 'Ġworl d']);
});
