// Model folders in the layouts of real families, made in milliseconds: real tensor names and configuration, random
// numbers, a small tokenizer.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { round, type Dtype } from './numbers.js';
import { elements, safetensorsBytes, writeSparseSafetensors, type TensorSpec, type TinyTensor } from './safetensors.js';
import { byteLevelTokenizer, type TinyTokenizer } from './tiny-tokenizers.js';

export const layouts = ['gpt2', 'llama', 'qwen2', 'gpt_neox', 'phi'] as const;

export type Layout = (typeof layouts)[number];

export interface TinyModel {
  readonly layout: Layout;
  readonly dtype?: Dtype;
  /** `twice`: tied, and the head stored as an equal copy. Default: as the family does. */
  readonly tied?: boolean | 'twice';
  readonly shards?: number;
  /** Rows behind the last token. */
  readonly spare?: number;
  readonly width?: number;
  readonly tokenizer?: TinyTokenizer;
  /** Changes values after they are made: a broken row, a reserved one. */
  readonly edit?: (name: string, values: number[]) => void;
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface MadeModel {
  readonly folder: string;
  readonly rows: number;
  readonly embedding: string;
  readonly head: string;
}

const families: Readonly<Record<Layout, Family>> = {
  gpt2: {
    tied: true,
    embedding: 'wte.weight',
    head: 'lm_head.weight',
    others: (width) => [
      ['wpe.weight', [16, width]],
      ['h.0.attn.c_attn.weight', [width, 3 * width]],
      ['h.0.attn.c_attn.bias', [3 * width]],
      ['ln_f.weight', [width]],
    ],
  },
  llama: llamaLike(false),
  qwen2: llamaLike(true),
  gpt_neox: {
    tied: false,
    embedding: 'gpt_neox.embed_in.weight',
    head: 'embed_out.weight',
    others: (width) => [
      ['gpt_neox.layers.0.attention.query_key_value.weight', [3 * width, width]],
      ['gpt_neox.final_layer_norm.weight', [width]],
    ],
  },
  phi: {
    tied: false,
    embedding: 'model.embed_tokens.weight',
    head: 'lm_head.weight',
    bias: 'lm_head.bias',
    others: (width) => [
      ['model.layers.0.mlp.fc1.weight', [4 * width, width]],
      ['model.final_layernorm.bias', [width]],
    ],
  },
};

interface Family {
  readonly tied: boolean;
  readonly embedding: string;
  readonly head: string;
  readonly bias?: string;
  readonly others: (width: number) => readonly (readonly [string, readonly number[]])[];
}

function llamaLike(tied: boolean): Family {
  return {
    tied,
    embedding: 'model.embed_tokens.weight',
    head: 'lm_head.weight',
    others: (width) => [
      ['model.layers.0.self_attn.q_proj.weight', [width, width]],
      ['model.layers.0.mlp.up_proj.weight', [3 * width, width]],
      ['model.norm.weight', [width]],
    ],
  };
}

/** Writes the model into `folder`, which it makes. The same model gives the same bytes. */
export function makeTinyModel(folder: string, model: TinyModel): MadeModel {
  const made = describe(folder, model);
  const tensors = withCopies(
    made.tensors.map((spec, index) => fill(spec, index, model)),
    made,
  );
  writeFolder(folder, model, made);
  const shards = split(tensors, model.shards ?? 1);
  for (const [file, content] of shards) writeFileSync(path.join(folder, file), safetensorsBytes(content));
  if (shards.size > 1) writeIndex(folder, shards);
  return made;
}

/** The same folder with weights that are holes: gigabytes that take no space. `layers` makes it long. */
export function makeSparseModel(
  folder: string,
  model: TinyModel & { readonly layers: number },
): MadeModel & { bytes: number } {
  const made = describe(folder, model);
  const width = model.width ?? defaultWidth;
  const dtype = model.dtype ?? 'F32';
  const layers = Array.from({ length: model.layers }, (_, layer) => ({
    name: `model.layers.${layer}.mlp.up_proj.weight`,
    dtype,
    shape: [4 * width, width],
  }));
  const tensors = [...made.tensors.filter(({ name }) => !name.includes('mlp.up_proj')), ...layers];
  writeFolder(folder, model, made);
  const shards = split(tensors, model.shards ?? 1);
  let bytes = 0;
  for (const [file, content] of shards) bytes += writeSparseSafetensors(path.join(folder, file), content);
  if (shards.size > 1) writeIndex(folder, shards);
  return { ...made, bytes };
}

const defaultWidth = 8;

interface Described extends MadeModel {
  readonly tensors: readonly TensorSpec[];
  readonly tied: boolean | 'twice';
  readonly tokenizer: TinyTokenizer;
}

function describe(folder: string, model: TinyModel): Described {
  const family = families[model.layout];
  const { dtype = 'F32', width = defaultWidth, tied = family.tied, tokenizer = byteLevelTokenizer() } = model;
  const rows = tokenizer.size + (model.spare ?? 0);
  const shapes: (readonly [string, readonly number[]])[] = [[family.embedding, [rows, width]], ...family.others(width)];
  if (tied !== true) shapes.push([family.head, [rows, width]]);
  if (family.bias !== undefined) shapes.push([family.bias, [rows]]);
  const tensors = shapes.map(([name, shape]) => ({ name, dtype, shape }));
  return { folder, rows, embedding: family.embedding, head: family.head, tensors, tied, tokenizer };
}

function fill(spec: TensorSpec, index: number, { edit }: TinyModel): TinyTensor {
  const next = random(index + 1);
  const values = Array.from({ length: elements(spec) }, () => round((next() - 0.5) * 0.2 + 0.01, spec.dtype));
  edit?.(spec.name, values);
  return { ...spec, values };
}

function withCopies(tensors: readonly TinyTensor[], { tied, embedding, head }: Described): TinyTensor[] {
  const table = tensors.find(({ name }) => name === embedding);
  return tensors.map((tensor) =>
    tied === 'twice' && tensor.name === head && table ? { ...table, name: head } : tensor,
  );
}

function writeFolder(folder: string, model: TinyModel, { rows, tied, tokenizer }: Described): void {
  mkdirSync(folder, { recursive: true });
  const config = {
    model_type: model.layout,
    hidden_size: model.width ?? defaultWidth,
    initializer_range: 0.02,
    vocab_size: rows,
    tie_word_embeddings: tied !== false,
    eos_token_id: tokenizer.size - 1,
    a_field_of_another_tool: { kept: true },
    ...model.config,
  };
  writeJson(folder, 'config.json', config);
  writeJson(folder, 'generation_config.json', { eos_token_id: [tokenizer.size - 1], _from_model_config: true });
  for (const [file, content] of Object.entries(tokenizer.files)) writeJson(folder, file, content);
  writeFileSync(path.join(folder, 'README.md'), '# a model\n');
}

function split<T extends TensorSpec>(tensors: readonly T[], count: number): Map<string, T[]> {
  if (count === 1) return new Map([['model.safetensors', [...tensors]]]);
  const number = (index: number): string => String(index).padStart(5, '0');
  const shards = new Map<string, T[]>();
  for (const [index, tensor] of tensors.entries()) {
    const file = `model-${number(Math.floor((index * count) / tensors.length) + 1)}-of-${number(count)}.safetensors`;
    shards.set(file, [...(shards.get(file) ?? []), tensor]);
  }
  return shards;
}

function writeIndex(folder: string, shards: ReadonlyMap<string, readonly TensorSpec[]>): void {
  const sizes = { F32: 4, F16: 2, BF16: 2 };
  const all = [...shards].flatMap(([file, tensors]) => tensors.map((tensor) => ({ file, tensor })));
  writeJson(folder, 'model.safetensors.index.json', {
    metadata: { total_size: all.reduce((sum, { tensor }) => sum + elements(tensor) * sizes[tensor.dtype], 0) },
    weight_map: Object.fromEntries(all.map(({ file, tensor }) => [tensor.name, file])),
  });
}

function writeJson(folder: string, file: string, value: object): void {
  writeFileSync(path.join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
