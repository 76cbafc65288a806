// config.json and the index after a change of rows: the fields that state a size, and nothing else.

import type { JsonDocument } from '@tokengraft/documents';

import type { Checkpoint } from '../checkpoint.js';
import { totalSize } from '../findings.js';
import { rowBytes } from '../matrix-change.js';
import type { TensorChange } from './lay-out-shard.js';

/** config.json with the new number of rows wherever the architecture states it, and with a tying that we had to decide. */
export function editConfig(checkpoint: Checkpoint, changes: readonly TensorChange[]): JsonDocument {
  const { architecture, tying } = checkpoint;
  const config = checkpoint.config.clone();
  const rows = changes.find(({ tensor }) => tensor.role === 'embedding')?.change.rows;
  if (rows !== undefined) {
    const stated = architecture.sizeFields.filter((field) => config.has(field));
    for (const field of stated.length > 0 ? stated : architecture.sizeFields.slice(0, 1)) config.set(field, rows);
  }
  if (tying.decided) {
    const field = architecture.tieFields.find((each) => config.has(each)) ?? architecture.tieFields[0];
    if (field !== undefined) config.set(field, tying.tied);
  }
  return config;
}

/** The index with the new sum of bytes, and of parameters where it states one; the assignment to shards stays. */
export function editIndex(checkpoint: Checkpoint, index: JsonDocument, changes: readonly TensorChange[]): JsonDocument {
  const edited = index.clone();
  const addedRows = changes.map(({ change, tensor }) => ({ tensor, rows: change.rows - tensor.matrix.rows }));
  const bytes = addedRows.reduce((sum, { tensor, rows }) => sum + rows * rowBytes(tensor), 0);
  if (bytes === 0) return edited;
  edited.set(['metadata', 'total_size'], totalSize(checkpoint.tensors) + bytes);
  const parameters = index.get(['metadata', 'total_parameters']);
  if (Number.isSafeInteger(parameters)) {
    const added = addedRows.reduce((sum, { tensor, rows }) => sum + rows * tensor.matrix.width, 0);
    edited.set(['metadata', 'total_parameters'], (parameters as number) + added);
  }
  return edited;
}
