// Which further tables are byte for byte the main one of their kind: equal copies stay equal.

import { native, withCancel } from '@tokengraft/native';

import type { VocabularyTensor, VocabularyTensors } from './checkpoint.js';

/** The same tensors, each copy with the name of what it is a copy of. */
export async function findCopies(
  vocabulary: VocabularyTensors,
  signal: AbortSignal | undefined,
): Promise<VocabularyTensors> {
  const more: VocabularyTensor[] = [];
  for (const tensor of vocabulary.more) {
    const main = tensor.role === 'perLayer' ? undefined : (vocabulary[tensor.role] ?? vocabulary.embedding);
    const isCopy = main !== undefined && (await areEqual(main, tensor, signal));
    more.push(isCopy ? { ...tensor, copyOf: main.name } : tensor);
  }
  return { ...vocabulary, more };
}

async function areEqual(
  main: VocabularyTensor,
  tensor: VocabularyTensor,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const [a, b] = [main.matrix, tensor.matrix];
  if (a.path === '' || b.path === '' || main.dtype !== tensor.dtype || main.byteLength !== tensor.byteLength)
    return false;
  const difference = await withCancel(signal, (cancel) =>
    native().compareRanges(a.path, a.offset, b.path, b.offset, main.byteLength, cancel),
  );
  return difference === undefined;
}
