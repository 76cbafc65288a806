// Which stored tensors have one row a token, and whether they can be changed.

import { join } from 'node:path';

import { TokengraftError } from '@tokengraft/errors';
import type { NativeDtype } from '@tokengraft/native';

import type { Architecture, FurtherTensor } from './architectures/architecture.js';
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
  const more = expandNames(architecture.more ?? [], tensors);
  const roles = [...architecture.embedding, ...architecture.head, ...more.map(({ name }) => name)];
  for (const name of roles) refuseQuantised(tensors, name);
  const found = findRole(tensors, architecture.embedding, 'embedding', directory);
  // Writers that drop equal copies may have kept another name of the table.
  const substitute = more.find(({ role }) => found === undefined && role === 'embedding');
  const embedding =
    found ?? findRole(tensors, substitute === undefined ? [] : [substitute.name], 'embedding', directory);
  if (embedding === undefined) throw noEmbedding(architecture, directory);
  const head = findRole(tensors, architecture.head, 'head', directory);
  const headBias = findRole(tensors, architecture.headBias, 'headBias', directory);
  const rows = embedding.matrix.rows - (architecture.extraRows ?? 0);
  checkSameTable(embedding, head, rows);
  checkRows(embedding, headBias, rows);
  const others = more.filter(({ name }) => name !== embedding.name);
  return {
    embedding,
    head,
    headBias,
    more: others.map((each) => furtherTensor(tensors, each, { rows, embedding, directory })),
  };
}

/** The stored tensors that the patterns name. */
function expandNames(patterns: readonly FurtherTensor[], tensors: Tensors): FurtherTensor[] {
  return patterns.flatMap((pattern) => {
    if (!pattern.name.includes('*')) return tensors.has(pattern.name) ? [pattern] : [];
    const [begin = '', end = ''] = pattern.name.split('*');
    const matches = (name: string): boolean =>
      name.startsWith(begin) && name.endsWith(end) && /^\d+$/.test(name.slice(begin.length, name.length - end.length));
    return [...tensors.keys()].filter(matches).map((name) => ({ ...pattern, name }));
  });
}

interface Main {
  readonly rows: number;
  readonly embedding: VocabularyTensor;
  readonly directory: string;
}

function furtherTensor(tensors: Tensors, { name, role, axis = 0 }: FurtherTensor, main: Main): VocabularyTensor {
  const stored = tensors.get(name);
  if (stored === undefined) throw new TokengraftError('not-found', `there is no tensor ${name}`, { tensor: name });
  const tensor = vocabularyTensor(stored, { role, axis, directory: main.directory });
  if (role === 'embedding') checkRows(main.embedding, tensor, main.embedding.matrix.rows);
  else if (role !== 'perLayer') checkRows(main.embedding, tensor, main.rows);
  return tensor;
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
  const isFlat = role === 'headBias' && tensor.shape.length === 2 && tensor.shape[0] === 1;
  return vocabularyTensor(tensor, { role, axis: isFlat ? 1 : 0, directory });
}

export interface TensorPlace {
  readonly role: VocabularyRole;
  readonly axis: 0 | 1;
  readonly directory: string;
}

/** A stored tensor as one with a row a token. Refuses ('shape-mismatch', 'unsupported') what cannot be one. */
export function vocabularyTensor(tensor: CheckpointTensor, { role, axis, directory }: TensorPlace): VocabularyTensor {
  const rank = role === 'headBias' && axis === 0 ? 1 : 2;
  const [rows, width = 1] = axis === 0 ? tensor.shape : tensor.shape.toReversed();
  if (tensor.shape.length !== rank || rows === undefined || rows === 0 || width === 0) {
    const expected = rank === 1 ? '[rows]' : axis === 0 ? '[rows, width]' : '[width, rows]';
    throw shapeMismatch(tensor, `expected a shape ${expected} without zeros`);
  }
  const dtype = changeableDtype(tensor);
  const path = axis === 1 && width > 1 ? '' : join(directory, tensor.file);
  return { ...tensor, dtype, role, axis, matrix: { path, offset: tensor.offset, rows, width, dtype } };
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

function checkSameTable(embedding: VocabularyTensor, head: VocabularyTensor | undefined, rows: number): void {
  if (head === undefined) return;
  const { width } = embedding.matrix;
  if (head.matrix.rows === rows && head.matrix.width === width) return;
  throw shapeMismatch(head, `expected [${rows}, ${width}], as belongs to ${embedding.name}`);
}

function checkRows(embedding: VocabularyTensor, tensor: VocabularyTensor | undefined, rows: number): void {
  if (tensor === undefined || tensor.matrix.rows === rows) return;
  throw shapeMismatch(tensor, `expected ${rows} rows, as belongs to ${embedding.name}`);
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
