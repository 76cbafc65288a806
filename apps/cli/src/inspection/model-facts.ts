import { vocabularyTensors, type Checkpoint, type VocabularyTensor } from '@tokengraft/checkpoint';
import type { ModelFacts, VocabularyTensorFacts } from './inspection.js';

export function modelFacts(checkpoint: Checkpoint): ModelFacts {
  return {
    architecture: checkpoint.architectureName,
    modelType: checkpoint.modelType,
    dtypes: dtypeTotals(checkpoint),
    tensors: checkpoint.tensors.size,
    shards: checkpoint.shards.map(({ file }) => file),
    vocabulary: vocabularyTensors(checkpoint).map(vocabularyTensor),
    tied: checkpoint.tying.tied,
    tyingReason: checkpoint.tying.reason,
  };
}

function dtypeTotals({ tensors }: Checkpoint): ModelFacts['dtypes'] {
  const totals: Record<string, { tensors: number; bytes: number }> = {};
  for (const { dtype, byteLength } of tensors.values()) {
    const total = (totals[dtype] ??= { tensors: 0, bytes: 0 });
    total.tensors++;
    total.bytes += byteLength;
  }
  return totals;
}

function vocabularyTensor({ role, name, shape, dtype, file }: VocabularyTensor): VocabularyTensorFacts {
  return { role, tensor: name, shape, dtype, shard: file };
}
