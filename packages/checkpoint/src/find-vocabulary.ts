// Which stored tensors have one row a token, and whether they can be changed.

import { join } from 'node:path';

import { TokengraftError } from '@tokengraft/errors';
import type { NativeDtype } from '@tokengraft/native';

import type { Architecture } from './architectures/architecture.js';
import type { CheckpointTensor, VocabularyRole, VocabularyTensor, VocabularyTensors } from './checkpoint.js';

type Tensors = ReadonlyMap<string, CheckpointTensor>;

const changeableDtypes: readonly string[] = ['F32', 'F16', 'BF16'] satisfies NativeDtype[];

/** What stands in a table's place, or beside it, when it was quantised. */
const quantisedParts = [
  'qweight',
  'qzeros',
  'scales',
  'weight_packed',
  'weight_scale',
  'weight_scale_inv',
  'weight.absmax',
  'weight.quant_map',
  'weight.nested_absmax',
];

/** Finds the tables that `architecture` names and checks that they belong together. */
export function findVocabulary(tensors: Tensors, architecture: Architecture, directory: string): VocabularyTensors {
  const roles = [...architecture.embedding, ...architecture.head];
  for (const name of roles) refuseQuantised(tensors, name);
  const embedding = findRole(tensors, architecture.embedding, 'embedding', directory);
  if (embedding === undefined) throw noEmbedding(architecture, directory);
  const head = findRole(tensors, architecture.head, 'head', directory);
  const headBias = findRole(tensors, architecture.headBias, 'headBias', directory);
  checkSameTable(embedding, head);
  checkBias(embedding, headBias);
  return { embedding, head, headBias };
}

function findRole(
  tensors: Tensors,
  names: readonly string[],
  role: VocabularyRole,
  directory: string,
): VocabularyTensor | undefined {
  const [tensor, second] = names.flatMap((name) => tensors.get(name) ?? []);
  if (tensor === undefined) return undefined;
  if (second !== undefined) {
    const message = `${directory} stores both ${tensor.name} and ${second.name}; name the one to change with an explicit map`;
    throw new TokengraftError('unsupported', message, { tensors: [tensor.name, second.name] });
  }
  const rank = role === 'headBias' ? 1 : 2;
  const [rows, width = 1] = tensor.shape;
  if (tensor.shape.length !== rank || rows === undefined || rows === 0 || width === 0) {
    const expected = rank === 1 ? '[rows]' : '[rows, width]';
    throw shapeMismatch(tensor, `expected a shape ${expected} without zeros`);
  }
  const dtype = changeableDtype(tensor);
  const path = join(directory, tensor.file);
  return { ...tensor, dtype, role, matrix: { path, offset: tensor.offset, rows, width, dtype } };
}

function changeableDtype(tensor: CheckpointTensor): NativeDtype {
  if (changeableDtypes.includes(tensor.dtype)) return tensor.dtype as NativeDtype;
  const message = `${tensor.name} in ${tensor.file} is stored as ${tensor.dtype}; rows can be made for ${changeableDtypes.join(', ')} only; use the checkpoint from before quantisation`;
  throw new TokengraftError('unsupported', message, { tensor: tensor.name, dtype: tensor.dtype });
}

function refuseQuantised(tensors: Tensors, name: string): void {
  const stem = name.replace(/\.weight$/, '');
  const part = quantisedParts.map((suffix) => `${stem}.${suffix}`).find((each) => tensors.has(each));
  if (part === undefined) return;
  const message = `${part} is stored, so ${name} is quantised and cannot get rows; use the checkpoint from before quantisation`;
  throw new TokengraftError('unsupported', message, { tensor: part });
}

function checkSameTable(embedding: VocabularyTensor, head: VocabularyTensor | undefined): void {
  if (head === undefined) return;
  const { rows, width } = embedding.matrix;
  if (head.matrix.rows === rows && head.matrix.width === width) return;
  throw shapeMismatch(head, `expected [${rows}, ${width}] as ${embedding.name} has`);
}

function checkBias(embedding: VocabularyTensor, bias: VocabularyTensor | undefined): void {
  const { rows } = embedding.matrix;
  if (bias !== undefined && bias.matrix.rows !== rows) {
    throw shapeMismatch(bias, `expected [${rows}], a value for each row of ${embedding.name}`);
  }
}

function shapeMismatch(tensor: CheckpointTensor, expected: string): TokengraftError {
  const message = `${tensor.name} in ${tensor.file} has the shape [${tensor.shape.join(', ')}]; ${expected}`;
  return new TokengraftError('shape-mismatch', message, { tensor: tensor.name, shape: tensor.shape });
}

function noEmbedding(architecture: Architecture, directory: string): TokengraftError {
  const names = architecture.embedding.join(' or ');
  const message = `${directory} stores no input table ${names}; name the tensors with an explicit map of embedding and head`;
  return new TokengraftError('not-found', message, { expected: architecture.embedding });
}
