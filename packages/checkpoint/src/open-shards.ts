// The files with weights in a model folder: one safetensors file, or shards and the index that lists them.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { JsonDocument } from '@tokengraft/documents';
import { fileError, findDuplicateKey, isFile, readJsonDocument } from '@tokengraft/documents';
import { TokengraftError, throwIfAborted } from '@tokengraft/errors';

import type { CheckpointTensor, Shard } from './checkpoint.js';
import { readSafetensorsHeader } from './safetensors/read-header.js';

export const singleFile = 'model.safetensors';
export const indexFile = 'model.safetensors.index.json';

/** Weights in any format, whoever wrote them. */
const weightsFile = /\.(safetensors|bin|pt|pth|ckpt|h5|msgpack|gguf|onnx)$/;
const notWeights = /^(training_args|optimizer|scheduler|rng_state.*|tokenizer)\./;

export interface OpenShards {
  readonly shards: readonly Shard[];
  readonly index: JsonDocument | undefined;
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  readonly leftovers: readonly string[];
}

/** Reads every header; refuses ('bad-file') an index and shards that contradict each other. */
export async function openShards(directory: string, signal: AbortSignal | undefined): Promise<OpenShards> {
  const names = await listFolder(directory);
  const index = await openIndex(directory, names);
  const map = index && readWeightMap(index);
  const files = map === undefined ? [singleFile] : [...new Set(map.values())].toSorted();
  const shards: Shard[] = [];
  for (const file of files) {
    throwIfAborted(signal);
    shards.push(await openShard(directory, file));
  }
  const tensors = collectTensors(shards);
  if (index !== undefined && map !== undefined) checkIndex(index, map, tensors);
  return { shards, index, tensors, leftovers: leftoversOf(names, files, index) };
}

/** Undefined for a checkpoint in a single file, which readers prefer to an index. */
async function openIndex(directory: string, names: readonly string[]): Promise<JsonDocument | undefined> {
  if (names.includes(singleFile)) return undefined;
  if (names.includes(indexFile)) return readJsonDocument(join(directory, indexFile));
  throw noWeights(directory, names.filter(isWeights));
}

async function listFolder(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).toSorted();
  } catch (error) {
    throw fileError(error, 'read', directory);
  }
}

function readWeightMap(index: JsonDocument): ReadonlyMap<string, string> {
  const duplicate = findDuplicateKey(index.text, index.name);
  if (duplicate !== undefined) throw badIndex(index, `the key "${duplicate}" stands twice`);
  const map = index.get(['weight_map']);
  if (typeof map !== 'object' || map === null || Array.isArray(map) || Object.keys(map).length === 0) {
    throw badIndex(index, 'weight_map is not an object with tensors');
  }
  const entries = Object.entries(map).map(([tensor, file]: [string, unknown]): [string, string] => {
    if (typeof file === 'string' && isPlainName(file)) return [tensor, file];
    throw badIndex(
      index,
      `${tensor} is said to be in ${JSON.stringify(file)}, which is no name of a file in this folder`,
    );
  });
  return new Map(entries);
}

/** A shard's name comes from a file that anyone may have written: it must not lead out of the folder. */
function isPlainName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);
}

async function openShard(directory: string, file: string): Promise<Shard> {
  const path = join(directory, file);
  if (await isFile(path)) return { file, header: await readSafetensorsHeader(path) };
  const message = `${file} is missing in ${directory}, although the index lists it; fetch it again`;
  throw new TokengraftError('bad-file', message, { file: path });
}

function collectTensors(shards: readonly Shard[]): ReadonlyMap<string, CheckpointTensor> {
  const tensors = new Map<string, CheckpointTensor>();
  for (const { file, header } of shards) {
    for (const tensor of header.tensors.values()) {
      const other = tensors.get(tensor.name);
      if (other !== undefined) throw storedTwice(tensor.name, other.file, file);
      tensors.set(tensor.name, { ...tensor, file });
    }
  }
  return tensors;
}

function checkIndex(
  index: JsonDocument,
  map: ReadonlyMap<string, string>,
  tensors: ReadonlyMap<string, CheckpointTensor>,
): void {
  for (const [name, file] of map) {
    if (tensors.get(name)?.file !== file)
      throw badIndex(index, `${name} is said to be in ${file}, which does not hold it`);
  }
  for (const { name, file } of tensors.values()) {
    if (!map.has(name))
      throw badIndex(index, `${name} is stored in ${file}, but not listed; the shard or the index is stale`);
  }
}

function leftoversOf(
  names: readonly string[],
  used: readonly string[],
  index: JsonDocument | undefined,
): readonly string[] {
  const strayIndex = (name: string) => name.endsWith('.index.json') && (index === undefined || name !== indexFile);
  return names.filter((name) => !used.includes(name) && (isWeights(name) || strayIndex(name)));
}

function isWeights(name: string): boolean {
  return weightsFile.test(name) && !notWeights.test(name);
}

function badIndex(index: JsonDocument, what: string): TokengraftError {
  return new TokengraftError('bad-file', `${index.name}: ${what}`, { file: index.name });
}

function storedTwice(tensor: string, first: string, second: string): TokengraftError {
  const message = `${tensor} is stored in ${first} and again in ${second}; remove the stale file`;
  return new TokengraftError('bad-file', message, { tensor, files: [first, second] });
}

function noWeights(directory: string, weights: readonly string[]): TokengraftError {
  const other = weights[0];
  if (other === undefined) {
    return new TokengraftError('not-found', `${directory} holds no weights: expected ${singleFile} or ${indexFile}`, {
      directory,
    });
  }
  const message = `${directory} holds its weights as ${other}, but neither ${singleFile} nor ${indexFile}; save it as safetensors first (transformers: save_pretrained)`;
  return new TokengraftError('unsupported', message, { directory, files: weights });
}
