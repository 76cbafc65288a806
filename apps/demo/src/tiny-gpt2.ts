// A model folder with GPT-2's layout and GPT-2's real tokenizer, small enough to make in a second. Its weights are random:
// it knows nothing, but every file has the form a pretrained model has.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

const vocabulary = 50_257;
const width = 48;
const layers = 2;
const positions = 64;

type Shape = readonly [number] | readonly [number, number];

/** Writes config.json, the tokenizer's files and model.safetensors into `folder`. */
export async function makeTinyGpt2(folder: string, tokenizerFixture: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(
    path.join(folder, 'tokenizer.json'),
    gunzipSync(await readFile(path.join(tokenizerFixture, 'tokenizer.json.gz'))),
  );
  await writeFile(path.join(folder, 'config.json'), json(config));
  await writeFile(path.join(folder, 'generation_config.json'), json({ bos_token_id: 50_256, eos_token_id: 50_256 }));
  await writeFile(path.join(folder, 'tokenizer_config.json'), json(tokenizerConfig));
  await writeFile(path.join(folder, 'model.safetensors'), safetensors(tensors()));
}

const config = {
  architectures: ['GPT2LMHeadModel'],
  model_type: 'gpt2',
  vocab_size: vocabulary,
  n_positions: positions,
  n_ctx: positions,
  n_embd: width,
  n_layer: layers,
  n_head: 4,
  activation_function: 'gelu_new',
  layer_norm_epsilon: 1e-5,
  initializer_range: 0.02,
  bos_token_id: 50_256,
  eos_token_id: 50_256,
  tie_word_embeddings: true,
  torch_dtype: 'float32',
};

const tokenizerConfig = {
  tokenizer_class: 'GPT2Tokenizer',
  model_max_length: 1024,
  bos_token: '<|endoftext|>',
  eos_token: '<|endoftext|>',
  unk_token: '<|endoftext|>',
};

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function tensors(): Map<string, Shape> {
  const shapes = new Map<string, Shape>([
    ['wte.weight', [vocabulary, width]],
    ['wpe.weight', [positions, width]],
  ]);
  for (let layer = 0; layer < layers; layer++) {
    for (const [name, shape] of layerTensors) shapes.set(`h.${layer}.${name}`, shape);
  }
  return shapes.set('ln_f.weight', [width]).set('ln_f.bias', [width]);
}

const layerTensors: readonly (readonly [string, Shape])[] = [
  ['ln_1.weight', [width]],
  ['ln_1.bias', [width]],
  ['attn.c_attn.weight', [width, 3 * width]],
  ['attn.c_attn.bias', [3 * width]],
  ['attn.c_proj.weight', [width, width]],
  ['attn.c_proj.bias', [width]],
  ['ln_2.weight', [width]],
  ['ln_2.bias', [width]],
  ['mlp.c_fc.weight', [width, 4 * width]],
  ['mlp.c_fc.bias', [4 * width]],
  ['mlp.c_proj.weight', [4 * width, width]],
  ['mlp.c_proj.bias', [width]],
];

function safetensors(shapes: ReadonlyMap<string, Shape>): Buffer {
  let offset = 0;
  const header: Record<string, object> = { __metadata__: { format: 'pt' } };
  for (const [name, shape] of shapes) {
    const bytes = 4 * shape.reduce((product: number, size) => product * size, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, (offset += bytes)] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc(-text.length & 7, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, randomFloats(offset / 4)]);
}

// Sums of four uniform draws: near enough to a normal distribution of deviation 0.02, and the same on every run.
function randomFloats(count: number): Buffer {
  let state = 1;
  const draw = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5;
  const values = Float32Array.from({ length: count }, () => (draw() + draw() + draw() + draw()) * 0.035);
  return Buffer.from(values.buffer);
}
