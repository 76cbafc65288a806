// The same tensors, of the same types and shapes; only vocabulary tensors may have more rows, or as many as the plan says.

import { vocabularyTensors, type CheckpointTensor } from '@tokengraft/checkpoint';
import { conclude, type Check, type Verification } from './verification.js';

export const checkTensors: Check = async (verification) => {
  const before = verification.before.checkpoint.tensors;
  const after = verification.after.checkpoint.tensors;
  const missing = [...before.keys()].filter((name) => !after.has(name));
  const unexpected = [...after.keys()].filter((name) => !before.has(name));
  verification.tensors.push(...missing.map((name) => ({ name, status: 'missing' }) as const));
  verification.tensors.push(...unexpected.map((name) => ({ name, status: 'unexpected' }) as const));
  const problems = [
    ...missing.map((name) => `${name} is missing`),
    ...unexpected.map((name) => `${name} was not there before`),
    ...[...before.values()].flatMap((tensor) => shapeProblems(tensor, after.get(tensor.name), verification)),
  ];
  return [conclude('the same tensors', problems, `${before.size} names, types and shapes`)];
};

function shapeProblems(
  before: CheckpointTensor,
  after: CheckpointTensor | undefined,
  { before: source, plan }: Verification,
): string[] {
  if (after === undefined) return [];
  if (before.dtype !== after.dtype) return [`${before.name} was ${before.dtype}, is ${after.dtype}`];
  const planned = plan?.matrices.find(({ tensor }) => tensor === before.name);
  const growing = vocabularyTensors(source.checkpoint).find(({ name }) => name === before.name);
  const axis = growing?.axis ?? 0;
  const expected = before.shape.map((length, at) => (at === axis ? (planned?.rowsAfter ?? length) : length));
  return hasShape(after.shape, expected, planned === undefined && growing !== undefined ? axis : undefined)
    ? []
    : [`${before.name} was [${before.shape.join(', ')}], is [${after.shape.join(', ')}]`];
}

function hasShape(is: readonly number[], was: readonly number[], mayGrow: number | undefined): boolean {
  if (is.length !== was.length) return false;
  return is.every((length, axis) => length === was[axis] || (axis === mayGrow && length > (was[axis] ?? 0)));
}
