// A checkpoint in the names and shapes of each family, as its files have them. Written from the families' own code, not from
// the table under test.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { round, type Dtype } from './numbers.js';
import { elements, safetensorsBytes, type TinyTensor } from './safetensors.js';
import { byteLevelTokenizer } from './tiny-tokenizers.js';

/** Shapes in terms of rows (V), width (D) and other numbers; `=NAME` is a byte-equal copy. */
type Shape = readonly (number | 'V' | 'V+8' | 'V-2')[] | `=${string}`;

export interface FamilyModel {
  readonly modelType: string;
  /** Tensors with one row a token. */
  readonly tables: Readonly<Record<string, Shape>>;
  /** Tensors that look like it, and are left alone. */
  readonly others?: Readonly<Record<string, Shape>>;
  readonly config?: (rows: number) => object;
}

const untied = { tie_word_embeddings: false };
const nested = (rows: number): object => ({ text_config: { vocab_size: rows } });
const D = 8;

export const families: readonly FamilyModel[] = [
  { modelType: 'gpt2', tables: { 'wte.weight': ['V', D] }, others: { 'wpe.weight': ['V', D] } },
  { modelType: 'gpt_bigcode', tables: { 'transformer.wte.weight': ['V', D] } },
  { modelType: 'llama', tables: { 'model.embed_tokens.weight': ['V', D], 'lm_head.weight': ['V', D] } },
  { modelType: 'smollm3', tables: { 'model.embed_tokens.weight': ['V', D] } },
  { modelType: 'gemma3', tables: { 'language_model.model.embed_tokens.weight': ['V', D] }, config: nested },
  {
    modelType: 'gemma3n',
    tables: {
      'model.language_model.embed_tokens.weight': ['V', D],
      'model.language_model.embed_tokens_per_layer.weight': ['V-2', 12],
    },
    config: (rows) => ({ text_config: { vocab_size: rows, vocab_size_per_layer_input: rows - 2 } }),
  },
  {
    modelType: 'phi-msft',
    tables: {
      'transformer.embd.wte.weight': ['V', D],
      'lm_head.linear.weight': ['V', D],
      'lm_head.linear.bias': ['V'],
    },
  },
  { modelType: 'gpt_neox', tables: { 'gpt_neox.embed_in.weight': ['V', D], 'embed_out.weight': ['V', D] } },
  {
    modelType: 'gptj',
    tables: { 'transformer.wte.weight': ['V', D], 'lm_head.weight': ['V', D], 'lm_head.bias': ['V'] },
  },
  {
    modelType: 'falcon',
    tables: {
      'transformer.word_embeddings.weight': ['V', D],
      'lm_head.weight': '=transformer.word_embeddings.weight',
    },
  },
  {
    modelType: 'bloom',
    tables: { 'word_embeddings.weight': ['V', D] },
    others: { 'word_embeddings_layernorm.weight': [D] },
  },
  {
    modelType: 'opt',
    tables: { 'model.decoder.embed_tokens.weight': ['V', 6] },
    others: { 'model.decoder.embed_positions.weight': ['V', D], 'model.decoder.project_in.weight': [D, 6] },
  },
  { modelType: 'mpt', tables: { 'transformer.wte.weight': ['V', D] } },
  { modelType: 'qwen', tables: { 'transformer.wte.weight': ['V', D], 'lm_head.weight': ['V', D] } },
  { modelType: 'baichuan', tables: { 'model.embed_tokens.weight': ['V', D], 'lm_head.weight': ['V', D] } },
  { modelType: 'cohere', tables: { 'model.embed_tokens.weight': ['V', D] } },
  {
    modelType: 'deepseek_v3',
    tables: {
      'model.embed_tokens.weight': ['V', D],
      'lm_head.weight': ['V', D],
      'model.layers.61.embed_tokens.weight': '=model.embed_tokens.weight',
      'model.layers.61.shared_head.head.weight': ['V', D],
    },
    others: { 'model.layers.61.eh_proj.weight': [D, 2 * D] },
  },
  { modelType: 'internlm2', tables: { 'model.tok_embeddings.weight': ['V', D], 'output.weight': ['V', D] } },
  {
    modelType: 'chatglm',
    tables: {
      'transformer.embedding.word_embeddings.weight': ['V', D],
      'transformer.output_layer.weight': ['V', D],
    },
    config: (rows) => ({ padded_vocab_size: rows }),
  },
  { modelType: 'mamba', tables: { 'backbone.embeddings.weight': ['V', D] } },
  { modelType: 'rwkv', tables: { 'rwkv.embeddings.weight': ['V', D], 'head.weight': ['V', D] } },
  {
    modelType: 'llama4',
    tables: { 'language_model.model.embed_tokens.weight': ['V', D], 'language_model.lm_head.weight': ['V', D] },
    others: { 'vision_model.class_embedding': ['V'] },
    config: nested,
  },
  {
    modelType: 'mistral3',
    tables: { 'language_model.model.embed_tokens.weight': ['V', D] },
    config: (rows) => ({ text_config: { vocab_size: rows, tie_word_embeddings: true } }),
  },
  { modelType: 'qwen2_5_vl', tables: { 'model.embed_tokens.weight': ['V', D], 'lm_head.weight': ['V', D] } },
  {
    modelType: 'qwen3_vl',
    tables: { 'model.language_model.embed_tokens.weight': ['V', D], 'lm_head.weight': ['V', D] },
    config: nested,
  },
  {
    modelType: 'mllama',
    tables: { 'language_model.model.embed_tokens.weight': ['V+8', D], 'language_model.lm_head.weight': ['V', D] },
    config: nested,
  },
  {
    modelType: 't5',
    tables: {
      'shared.weight': ['V', D],
      'encoder.embed_tokens.weight': '=shared.weight',
      'decoder.embed_tokens.weight': '=shared.weight',
    },
  },
  {
    modelType: 'mt5',
    tables: { 'shared.weight': ['V', D], 'lm_head.weight': ['V', D] },
    config: (rows) => ({ vocab_size: rows, ...untied }),
  },
  {
    modelType: 'bart',
    tables: {
      'model.shared.weight': ['V', D],
      'model.encoder.embed_tokens.weight': '=model.shared.weight',
      'model.decoder.embed_tokens.weight': '=model.shared.weight',
      final_logits_bias: [1, 'V'],
    },
  },
  {
    modelType: 'whisper',
    tables: { 'model.decoder.embed_tokens.weight': ['V', D], 'proj_out.weight': '=model.decoder.embed_tokens.weight' },
  },
  {
    modelType: 'bert',
    tables: {
      'bert.embeddings.word_embeddings.weight': ['V', D],
      'cls.predictions.bias': ['V'],
      'cls.predictions.decoder.bias': '=cls.predictions.bias',
    },
    others: { 'bert.embeddings.position_embeddings.weight': ['V', D] },
  },
  {
    modelType: 'xlm-roberta',
    tables: {
      'roberta.embeddings.word_embeddings.weight': ['V', D],
      'lm_head.bias': ['V'],
      'lm_head.decoder.weight': '=roberta.embeddings.word_embeddings.weight',
      'lm_head.decoder.bias': '=lm_head.bias',
    },
    others: { 'lm_head.dense.weight': [D, D] },
  },
  {
    modelType: 'distilbert',
    tables: {
      'distilbert.embeddings.word_embeddings.weight': ['V', D],
      'vocab_projector.weight': '=distilbert.embeddings.word_embeddings.weight',
      'vocab_projector.bias': ['V'],
    },
  },
  {
    modelType: 'mobilebert',
    tables: {
      'mobilebert.embeddings.word_embeddings.weight': ['V', D],
      'cls.predictions.decoder.weight': '=mobilebert.embeddings.word_embeddings.weight',
      'cls.predictions.dense.weight': [24, 'V'],
      'cls.predictions.bias': ['V'],
    },
  },
];

export interface MadeFamily {
  readonly folder: string;
  readonly rows: number;
}

/** Writes the model into `folder`; random numbers, a tokenizer of 272 tokens, three spare rows. */
export function makeFamilyModel(folder: string, model: FamilyModel, dtype: Dtype): MadeFamily {
  const tokenizer = byteLevelTokenizer();
  const rows = tokenizer.size + 3;
  const made = new Map<string, TinyTensor>();
  for (const [name, shape] of Object.entries({ ...model.tables, ...model.others })) {
    made.set(name, makeTensor({ name, shape, dtype, seed: made.size + 1 }, rows, made));
  }
  made.set('a.layer.weight', makeTensor({ name: 'a.layer.weight', shape: [4, D], dtype, seed: 99 }, rows, made));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'model.safetensors'), safetensorsBytes([...made.values()]));
  const config = { model_type: model.modelType, ...(model.config?.(rows) ?? { vocab_size: rows }) };
  for (const [file, content] of Object.entries({ ...tokenizer.files, 'config.json': config })) {
    writeFileSync(path.join(folder, file), `${JSON.stringify(content, null, 2)}\n`);
  }
  return { folder, rows };
}

interface TensorWish {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: Dtype;
  readonly seed: number;
}

function makeTensor(wish: TensorWish, rows: number, made: ReadonlyMap<string, TinyTensor>): TinyTensor {
  const { name, shape, dtype, seed } = wish;
  if (typeof shape === 'string') {
    const original = made.get(shape.slice(1));
    if (original === undefined) throw new Error(`${shape} is not made yet`);
    return { ...original, name };
  }
  const sizes = { V: rows, 'V+8': rows + 8, 'V-2': rows - 2 };
  const extents = shape.map((extent) => (typeof extent === 'number' ? extent : sizes[extent]));
  const spec = { name, dtype, shape: extents };
  const values = Array.from({ length: elements(spec) }, (_, index) => round(Math.sin(index * seed + seed) / 8, dtype));
  return { ...spec, values };
}
