// What was made for the old ids: tokenized data and adapters follow a change, or are refused by name.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { extendVocabulary, pruneVocabulary, remapAdapter, remapData, repurposeTokens } from '@tokengraft/surgery';
import { loadTokenizer } from '@tokengraft/tokenizer';
import { beforeAll, describe, expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { round } from './numbers.js';
import { elements, readSafetensors, safetensorsBytes, type TensorSpec } from './safetensors.js';
import { namesIn, readJson, scratchFolder } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';

const at = scratchFolder('remap');
const [model, pruned] = [at('model'), at('pruned')];

beforeAll(async () => {
  makeTinyModel(model, { layout: 'phi', spare: 3 });
  await pruneVocabulary(model, { drop: ['cardio', 'Ġcard'], out: pruned });
});

describe('tokenized data', () => {
  async function remap(name: string, content: string | Buffer, options: object = {}): Promise<Buffer> {
    writeFileSync(at(name), content);
    await remapData(at(name), { map: pruned, out: at(`new-${name}`), force: true, ...options });
    return readFileSync(at(`new-${name}`));
  }

  test.each([
    ['lines of ids', 'a.txt', '104 271\n\n5\n', '104 269\n\n5\n'],
    ['lists', 'a.jsonl', '[104, 271]\n[]\n', '[104,269]\n[]\n'],
    [
      'objects; labels follow, masks stay',
      'b.jsonl',
      '{"id": "x", "input_ids": [104, 271], "labels": [-100, 271], "attention_mask": [1, 1]}\n',
      '{"id":"x","input_ids":[104,269],"labels":[-100,269],"attention_mask":[1,1]}\n',
    ],
  ])('%s', async (_, name, before, after) => {
    expect((await remap(name, before)).toString()).toBe(after);
  });

  test('an id that is gone is refused with its place', async () => {
    await expect(remap('gone.jsonl', '[1]\n[269]\n')).rejects.toThrow(
      /gone\.jsonl in line 2 has the id 269, whose token is gone/,
    );
    expect(namesIn(at())).not.toContain('new-gone.jsonl');
  });

  test('or replaced by the ids of the same bytes, with everything beside it', async () => {
    const line = '{"input_ids": [1, 269, 2], "labels": [-100, 269, 2], "position_ids": [0, 1, 2]}\n';
    const after = JSON.parse((await remap('c.jsonl', line, { removed: 'replace' })).toString()) as object;
    expect(after).toEqual({ input_ids: [1, 267, 268, 2], labels: [-100, 267, 268, 2], position_ids: [0, 1, 1, 2] });
    const [before, now] = [await loadTokenizer(model), await loadTokenizer(pruned)];
    expect(now.decode([267, 268])).toBe(before.decode([269]));
  });

  test('or left out', async () => {
    expect((await remap('d.txt', '1 269 2\n', { removed: 'drop' })).toString()).toBe('1 2\n');
  });

  test('ids that no map knows, and lines that are no ids, are refused', async () => {
    await expect(remap('e.txt', '5000\n')).rejects.toMatchObject({ code: 'bad-file' });
    await expect(remap('f.jsonl', '{"text": "x"}\n')).rejects.toMatchObject({ code: 'bad-file' });
    await expect(remap('g.jsonl', 'nonsense\n')).rejects.toMatchObject({ code: 'bad-file' });
    await expect(remap('h.parquet', 'x')).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('bare ids of 16 and 32 bits', async () => {
    const short = Buffer.from(Uint16Array.of(104, 271, 0).buffer);
    const long = Buffer.from(Uint32Array.of(104, 271, 0).buffer);
    expect(await remap('a.bin', short, { dtype: 'u16' })).toEqual(Buffer.from(Uint16Array.of(104, 269, 0).buffer));
    expect(await remap('b.bin', long, { dtype: 'u32' })).toEqual(Buffer.from(Uint32Array.of(104, 269, 0).buffer));
    await expect(remap('c.bin', short.subarray(0, 5), { dtype: 'u16' })).rejects.toMatchObject({ code: 'bad-file' });
  });

  test('a NumPy array, whose length follows', async () => {
    const header = "{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }".padEnd(117);
    const lead = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    const array = Buffer.concat([lead, Buffer.from(`${header}\n`), Buffer.from(Uint16Array.of(1, 269, 271).buffer)]);
    const after = await remap('a.npy', array, { removed: 'replace' });
    expect(after.toString('latin1', 10, 128)).toContain("'shape': (4,)");
    expect(after.subarray(128)).toEqual(Buffer.from(Uint16Array.of(1, 267, 268, 269).buffer));
  });
});

describe('adapters', () => {
  const prefix = 'base_model.model.';

  function makeAdapter(
    name: string,
    tensors: readonly (readonly [string, readonly number[]])[],
    config: object,
  ): string {
    const folder = at(name);
    mkdirSync(folder);
    const made = tensors.map(([tensor, shape], seed) => {
      const spec: TensorSpec = { name: prefix + tensor, dtype: 'F32', shape };
      const values = Array.from({ length: elements(spec) }, (_, index) => round(Math.cos(index + seed), 'F32'));
      return { ...spec, values };
    });
    writeFileSync(path.join(folder, 'adapter_model.safetensors'), safetensorsBytes(made));
    writeFileSync(path.join(folder, 'adapter_config.json'), JSON.stringify({ peft_type: 'LORA', ...config }));
    writeFileSync(path.join(folder, 'tokenizer.json'), 'of the old model');
    return folder;
  }

  const whole = [
    ['model.embed_tokens.modules_to_save.weight', [275, 8]],
    ['lm_head.lora_A.weight', [4, 8]],
    ['lm_head.lora_B.weight', [275, 4]],
    ['model.layers.0.q_proj.lora_A.weight', [4, 8]],
  ] as const;
  const factors = [
    ['model.embed_tokens.lora_embedding_A', [4, 275]],
    ['model.embed_tokens.lora_embedding_B', [8, 4]],
    ['lm_head.token_adapter.trainable_tokens_delta', [3, 8]],
  ] as const;

  const tensorsOf = (folder: string) => readSafetensors(path.join(folder, 'adapter_model.safetensors'));

  test('of a pruned model: tables, LoRA rows and columns, token rows and their ids', async () => {
    const adapter = makeAdapter('adapter', [...whole, ...factors.slice(2)], { trainable_token_indices: [0, 269, 271] });
    const { code, stderr } = await tokengraft(
      'remap',
      adapter,
      '--base',
      model,
      '--changed',
      pruned,
      '-o',
      at('adapter-new'),
    );
    expect([code, stderr]).toEqual([0, '']);
    const [before, after] = [tensorsOf(adapter), tensorsOf(at('adapter-new'))];
    const table = `${prefix}model.embed_tokens.modules_to_save.weight`;
    expect(after.get(table)?.shape).toEqual([270, 8]);
    expect(after.get(table)?.row(269)).toEqual(before.get(table)?.row(271));
    const factor = `${prefix}lm_head.lora_B.weight`;
    expect(after.get(factor)?.row(269)).toEqual(before.get(factor)?.row(271));
    const rows = `${prefix}lm_head.token_adapter.trainable_tokens_delta`;
    expect(after.get(rows)?.shape).toEqual([2, 8]);
    expect(after.get(rows)?.row(1)).toEqual(before.get(rows)?.row(2));
    expect(readJson(at('adapter-new'), 'adapter_config.json')).toEqual({
      peft_type: 'LORA',
      trainable_token_indices: [0, 269],
    });
    const layer = `${prefix}model.layers.0.q_proj.lora_A.weight`;
    expect(after.get(layer)?.bytes).toEqual(before.get(layer)?.bytes);
    expect(readFileSync(at('adapter-new', 'tokenizer.json'))).toEqual(
      readFileSync(path.join(pruned, 'tokenizer.json')),
    );
  });

  test('of an extended model: new rows as the model has them, new LoRA columns without effect', async () => {
    await extendVocabulary(model, { tokens: ['x y', 'y z', 'z a', 'quux'], out: at('extended') });
    const adapter = makeAdapter('grown', [...whole.slice(0, 1), ...factors.slice(0, 2)], {});
    await remapAdapter(adapter, { base: model, changed: at('extended'), out: at('grown-new') });
    const [before, after] = [tensorsOf(adapter), tensorsOf(at('grown-new'))];
    const columns = after.get(`${prefix}model.embed_tokens.lora_embedding_A`);
    expect(columns?.shape).toEqual([4, 276]);
    const old = before.get(`${prefix}model.embed_tokens.lora_embedding_A`);
    for (let row = 0; row < 4; row++) {
      expect(columns?.numbers(row).slice(0, 272)).toEqual(old?.numbers(row).slice(0, 272));
      expect(columns?.numbers(row).slice(272)).toEqual([0, 0, 0, 0]);
    }
    const table = after.get(`${prefix}model.embed_tokens.modules_to_save.weight`);
    const was = before.get(`${prefix}model.embed_tokens.modules_to_save.weight`);
    const pieces = [121, 32, 122].map((id) => was?.numbers(id) ?? []);
    const mean = pieces[0]?.map((_, column) => pieces.reduce((sum, row) => sum + (row[column] ?? 0), 0) / 3);
    for (const [column, value] of (table?.numbers(273) ?? []).entries()) {
      expect(value).toBeCloseTo(mean?.[column] ?? Number.NaN, 6);
    }
  });

  test.each<[string, readonly (readonly [string, readonly number[]])[], object, string, RegExp]>([
    [
      'of another vocabulary',
      [['model.embed_tokens.weight', [280, 8]]],
      {},
      'shape-mismatch',
      /280 rows, the base 275/,
    ],
    [
      'with a part that cannot follow',
      [['lm_head.lora_magnitude_vector', [275]]],
      {},
      'unsupported',
      /lora_magnitude_vector/,
    ],
  ])('%s is refused by name', async (name, tensors, config, code, message) => {
    const adapter = makeAdapter(name.replaceAll(' ', '-'), tensors, config);
    const attempt = remapAdapter(adapter, { base: model, changed: pruned, out: at('never') });
    await expect(attempt).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(namesIn(at())).not.toContain('never');
  });

  test('that trains a token which is another one now is refused', async () => {
    await repurposeTokens(model, { tokens: { Ġcard: '<|eot|>' }, out: at('repurposed') });
    const adapter = makeAdapter('taken', factors.slice(2), { trainable_token_indices: { embed_tokens: [1, 2, 270] } });
    const attempt = remapAdapter(adapter, { base: model, changed: at('repurposed'), out: at('never') });
    await expect(attempt).rejects.toThrow(/trains the row of id 270, which is another token now/);
  });

  test('without a recipe nobody knows what changed', async () => {
    const adapter = makeAdapter('unknown', whole, {});
    await expect(remapAdapter(adapter, { base: model, changed: model, out: at('never') })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
