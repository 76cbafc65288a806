// Layouts of real checkpoints: their own configuration, index and special tokens, every tensor in its real shape, weights that
// are holes, real tokenizers. The sizes are those that the index, or the pointer to the weights, states.

import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { vocabularyTensors, openCheckpoint } from '@tokengraft/checkpoint';
import { describe, expect, test } from 'vitest';
import { tokengraft } from './command.js';
import { bytesOf } from './numbers.js';
import { writeSparseSafetensors, type TensorSpec } from './safetensors.js';
import { namesIn, readJson, scratchFolder } from './scratch.js';

const fixtures = path.join(import.meta.dirname, '../../../shared/fixtures');
const layouts = path.join(fixtures, 'checkpoint_layouts');
const at = scratchFolder('layouts');

interface Layout {
  readonly name: string;
  readonly tokenizer: string;
  /** Of the input table before and after two words and a special token. */
  readonly rows: readonly [number, number];
  readonly tables: readonly string[];
  readonly tied: boolean;
}

const known: readonly Layout[] = [
  {
    name: 'llama_7b',
    tokenizer: 'llama2',
    // This tokenizer has a token 32000, which the weights have no row for.
    rows: [32000, 32004],
    tables: ['model.embed_tokens.weight', 'lm_head.weight'],
    tied: false,
  },
  {
    name: 'llama3_2_3b',
    tokenizer: 'llama3',
    rows: [128256, 128259],
    tables: ['model.embed_tokens.weight'],
    tied: true,
  },
  {
    name: 'phi3_mini',
    tokenizer: 'phi3_mini',
    rows: [32064, 32064],
    tables: ['model.embed_tokens.weight', 'lm_head.weight'],
    tied: false,
  },
  {
    name: 'pythia_410m',
    tokenizer: 'pythia_neox',
    rows: [50304, 50304],
    tables: ['gpt_neox.embed_in.weight'],
    tied: true,
  },
];

interface Config {
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads?: number;
  readonly num_hidden_layers: number;
  readonly vocab_size: number;
  readonly torch_dtype: string;
}

const dtypes = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' } as const;

/** Shapes by the last two parts of a tensor's name, from the families' code. */
function shapeOf(name: string, config: Config): readonly number[] {
  const { hidden_size: d, intermediate_size: f, num_attention_heads: heads, vocab_size: rows } = config;
  const kv = ((config.num_key_value_heads ?? heads) * d) / heads;
  const shapes: Readonly<Record<string, readonly number[]>> = {
    embed_tokens: [rows, d],
    embed_in: [rows, d],
    lm_head: [rows, d],
    score: [3, d],
    q_proj: [d, d],
    k_proj: [kv, d],
    v_proj: [kv, d],
    qkv_proj: [d + 2 * kv, d],
    o_proj: [d, d],
    gate_proj: [f, d],
    up_proj: [f, d],
    gate_up_proj: [2 * f, d],
    down_proj: [d, f],
    query_key_value: [3 * d, d],
    dense: [d, d],
    dense_h_to_4h: [f, d],
    dense_4h_to_h: [d, f],
  };
  const [module = '', kind] = name.split('.').slice(-2);
  if (kind === 'inv_freq') return [d / heads / 2];
  const shape = shapes[module] ?? (module.includes('norm') ? [d] : undefined);
  if (shape === undefined) throw new Error(`no shape is known for ${name}`);
  return kind === 'bias' ? shape.slice(0, 1) : shape;
}

function tensorOf(name: string, config: Config): TensorSpec {
  const dtype = name.endsWith('inv_freq') ? 'F32' : dtypes[config.torch_dtype as keyof typeof dtypes];
  return { name, dtype, shape: shapeOf(name, config) };
}

/** GPT-NeoX for classification keeps no index: its tensors by its code. */
function neoxNames({ num_hidden_layers: layers }: Config): string[] {
  const modules = ['input_layernorm', 'post_attention_layernorm', 'attention.query_key_value', 'attention.dense'];
  const inLayer = [...modules, 'mlp.dense_h_to_4h', 'mlp.dense_4h_to_h'];
  const perLayer = Array.from({ length: layers }, (_, layer) =>
    inLayer.flatMap((module) => [`${module}.weight`, `${module}.bias`].map((end) => `gpt_neox.layers.${layer}.${end}`)),
  );
  const norm = ['gpt_neox.final_layer_norm.weight', 'gpt_neox.final_layer_norm.bias'];
  return ['gpt_neox.embed_in.weight', ...perLayer.flat(), ...norm, 'score.weight'];
}

function makeLayout({ name, tokenizer }: Layout): string {
  const [source, folder] = [path.join(layouts, name), at(name)];
  mkdirSync(folder);
  for (const file of namesIn(source)) {
    if (!file.endsWith('.lfs-pointer')) cpSync(path.join(source, file), path.join(folder, file));
  }
  for (const file of namesIn(path.join(fixtures, 'tokenizers', tokenizer))) {
    const content = readFileSync(path.join(fixtures, 'tokenizers', tokenizer, file));
    const target = path.join(folder, file.replace(/\.gz$/, ''));
    if (!existsSync(target)) writeFileSync(target, file.endsWith('.gz') ? gunzipSync(content) : content);
  }
  const config = readJson(folder, 'config.json') as unknown as Config;
  for (const [file, names] of filesOf(folder, config)) {
    writeSparseSafetensors(
      path.join(folder, file),
      names.map((each) => tensorOf(each, config)),
    );
    poke(path.join(folder, file), 'lm_head.weight');
  }
  return folder;
}

/** One value that is no hole: an untied head differs from the input table. */
function poke(file: string, tensor: string): void {
  const handle = openSync(file, 'r+');
  const length = Buffer.alloc(8);
  readSync(handle, length);
  const header = Buffer.alloc(Number(length.readBigUInt64LE(0)));
  readSync(handle, header);
  const entries = JSON.parse(header.toString()) as Record<string, { data_offsets: [number, number] }>;
  const offset = entries[tensor]?.data_offsets[0];
  if (offset !== undefined) writeSync(handle, Buffer.of(0x3c), 0, 1, 8 + header.length + offset + 1);
  closeSync(handle);
}

function filesOf(folder: string, config: Config): ReadonlyMap<string, string[]> {
  const index = path.join(folder, 'model.safetensors.index.json');
  if (!existsSync(index)) return new Map([['model.safetensors', neoxNames(config)]]);
  const files = new Map<string, string[]>();
  const { weight_map: map } = JSON.parse(readFileSync(index, 'utf8')) as { weight_map: Record<string, string> };
  for (const [name, file] of Object.entries(map)) files.set(file, [...(files.get(file) ?? []), name]);
  return files;
}

/** What the pointer says the first file of the weights has. */
function statedSize(name: string): number {
  const [pointer = ''] = namesIn(path.join(layouts, name)).filter((file) => file.endsWith('.lfs-pointer'));
  return Number(/size (\d+)/.exec(readFileSync(path.join(layouts, name, pointer), 'utf8'))?.[1]);
}

const isThere = existsSync(layouts);

describe.skipIf(!isThere)(`real layouts${isThere ? '' : ' (skipped: no fixtures beside the project)'}`, () => {
  test('each of the folder is here', () => {
    expect(namesIn(layouts).filter((name) => name !== 'SOURCES.md')).toEqual(known.map(({ name }) => name).toSorted());
  });

  test.each(known)('$name: sizes as stated, inspected, planned, extended, verified', async (layout) => {
    const { name, rows, tables, tied } = layout;
    const folder = makeLayout(layout);
    const checkpoint = await openCheckpoint(folder);
    const total = [...checkpoint.tensors.values()].reduce((sum, tensor) => sum + tensor.byteLength, 0);
    const stated = checkpoint.index?.get(['metadata', 'total_size']);
    expect(total).toBe(stated ?? total);
    const [first = ''] = checkpoint.shards.map(({ file }) => file);
    // Writers pad and order headers in their own ways; the data is the same.
    expect(Math.abs(statSync(path.join(folder, first)).size - statedSize(name))).toBeLessThan(65536);
    expect(vocabularyTensors(checkpoint).map((tensor) => tensor.name)).toEqual(tables);

    const inspected = await tokengraft('inspect', folder, '--json');
    expect(inspected).toMatchObject({ code: 0, stderr: '' });
    const facts = JSON.parse(inspected.stdout) as { model: object; counts: object };
    expect(facts).toMatchObject({ model: { tied, tensors: checkpoint.tensors.size }, counts: { rows: rows[0] } });

    const words = ['extend', folder, '--token', 'electrocardiogram', 'tachycardia', '--special', '<|eot|>'];
    const before = namesIn(at());
    const planned = await tokengraft(...words, '--dry-run', '--json');
    expect(planned).toMatchObject({ code: 0, stderr: '' });
    const plan = JSON.parse(planned.stdout) as { rows: object; plan: { matrices: { tensor: string }[] } };
    expect(plan).toMatchObject({ dryRun: true, rows: { before: rows[0], after: rows[1] } });
    expect(plan.plan.matrices.map(({ tensor }) => tensor)).toEqual(tables);
    expect(namesIn(at())).toEqual(before);

    expect(await tokengraft(...words, '-o', at(`${name}-out`))).toMatchObject({ code: 0 });
    expect(readJson(at(`${name}-out`), 'config.json')).toMatchObject({ vocab_size: rows[1] });
    const grown = await openCheckpoint(at(`${name}-out`));
    expect([...grown.tensors.keys()].toSorted()).toEqual([...checkpoint.tensors.keys()].toSorted());
    expect(grown.shards.map(({ file }) => file)).toEqual(checkpoint.shards.map(({ file }) => file));
    const { dtype } = checkpoint.vocabulary.embedding;
    const added = tables.length * (rows[1] - rows[0]) * checkpoint.width * bytesOf(dtype);
    expect(grown.index?.get(['metadata', 'total_size'])).toBe(grown.index && total + added);
    expect(onDisk(at(`${name}-out`))).toBeLessThan(100e6);
  });
});

function onDisk(folder: string): number {
  return namesIn(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).blocks * 512, 0);
}
