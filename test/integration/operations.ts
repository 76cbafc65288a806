// Every operation on one small model, for tests that all of them must pass.

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tokengraft } from './command.js';
import { elements, safetensorsBytes, type TensorSpec } from './safetensors.js';
import { namesIn } from './scratch.js';
import { makeTinyModel } from './tiny-models.js';
import { markedTokenizer } from './tiny-tokenizers.js';

export interface OperationFolders {
  readonly model: string;
  readonly donor: string;
  readonly corpus: string;
}

/** A model, a donor and a text in `root`; `width` makes the model larger. */
export function prepareOperations(root: string, width = 8): OperationFolders {
  mkdirSync(root, { recursive: true });
  const [model, donor, corpus] = ['model', 'donor', 'corpus.txt'].map((name) => path.join(root, name));
  if (model === undefined || donor === undefined || corpus === undefined) throw new Error('three paths');
  makeTinyModel(model, { layout: 'phi', shards: 3, spare: 2, dtype: 'BF16', width });
  makeTinyModel(donor, { layout: 'llama', tokenizer: markedTokenizer() });
  writeFileSync(corpus, 'hello world, hello card\n'.repeat(20));
  return { model, donor, corpus };
}

export type Commands = Readonly<Record<string, readonly string[]>>;

/** The command line of each operation that makes a model of a model, without its output. */
export function operationCommands({ model, donor, corpus }: OperationFolders): Commands {
  return {
    extend: ['extend', model, '--token', 'cardiogram', 'x y', '--special', '<|eot|>', '--init', 'mean-cov:0.1'],
    repurpose: ['repurpose', model, '--map', 'Ġcard=<|eot|>', '--special'],
    prune: ['prune', model, '--corpus', corpus, '--size', '262'],
    transplant: ['transplant', model, '--donor', donor, '--method', 'omp:4'],
    'add-eot': ['chat', 'add-eot', model, '--token', '<|eot|>'],
  };
}

/** The same for those that follow another one; carries that out in `root` first. */
export async function followingCommands(folders: OperationFolders, root: string): Promise<Commands> {
  const { model } = folders;
  const [extended, pruned, ended] = ['extended', 'pruned', 'ended'].map((name) => path.join(root, name)) as [
    string,
    string,
    string,
  ];
  const commands = operationCommands(folders);
  await done(...(commands['extend'] ?? []), '-o', extended);
  await done('prune', model, '--drop', dropped(root), '-o', pruned);
  await done(...(commands['add-eot'] ?? []), '-o', ended);
  const delta = path.join(root, 'given.delta');
  await done('delta', model, extended, '-o', delta);
  return {
    delta: ['delta', model, extended],
    'apply-delta': ['apply-delta', model, delta],
    replay: ['replay', extended, model],
    'replay of add-eot': ['replay', ended, model],
    'remap of data': ['remap', makeData(root), '--map', pruned],
    'remap of an adapter': ['remap', makeAdapter(root, model), '--base', model, '--changed', pruned],
  };
}

async function done(...words: readonly string[]): Promise<void> {
  const { code, stderr } = await tokengraft(...words);
  if (code !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
}

function dropped(root: string): string {
  const file = path.join(root, 'drop.txt');
  writeFileSync(file, 'Ġcard\n');
  return file;
}

function makeData(root: string): string {
  const file = path.join(root, 'data.jsonl');
  writeFileSync(file, '{"input_ids": [104, 271, 258], "labels": [-100, 271, 258]}\n'.repeat(4000));
  return file;
}

/** A PEFT adapter with a full table of `model`'s size. */
function makeAdapter(root: string, model: string): string {
  const folder = path.join(root, 'adapter');
  mkdirSync(folder);
  const { vocab_size: rows, hidden_size: width } = JSON.parse(
    readFileSync(path.join(model, 'config.json'), 'utf8'),
  ) as { vocab_size: number; hidden_size: number };
  const specs: TensorSpec[] = [
    { name: 'base_model.model.model.embed_tokens.modules_to_save.weight', dtype: 'F32', shape: [rows, width] },
    { name: 'base_model.model.lm_head.lora_B.weight', dtype: 'F32', shape: [rows, 4] },
  ];
  const tensors = specs.map((spec) => ({
    ...spec,
    values: Array.from({ length: elements(spec) }, (_, index) => Math.fround(Math.cos(index))),
  }));
  writeFileSync(path.join(folder, 'adapter_model.safetensors'), safetensorsBytes(tensors));
  writeFileSync(path.join(folder, 'adapter_config.json'), '{"peft_type": "LORA"}');
  return folder;
}

/** The bytes of a file, or of every file in a folder, by name. */
export function contentsOf(target: string): ReadonlyMap<string, string> {
  if (statSync(target).isFile()) return new Map([['', readFileSync(target, 'base64')]]);
  return new Map(namesIn(target).map((name) => [name, readFileSync(path.join(target, name), 'base64')]));
}
