// config.json and the index after a change of rows: the fields that state a size, and nothing else.

import type { JsonDocument, JsonPath } from '@tokengraft/documents';

import type { Checkpoint, VocabularyTensor } from '../checkpoint.js';
import { totalSize } from '../findings.js';
import { rowBytes } from '../matrix-change.js';
import type { TensorChange } from './lay-out-shard.js';

/** A vocabulary tensor and how many rows it gets. */
export interface RowCount {
  readonly tensor: VocabularyTensor;
  readonly rows: number;
}

/** config.json with the new numbers of rows wherever the architecture states them, and with a tying that we had to decide. */
export function editConfig(checkpoint: Checkpoint, changes: readonly RowCount[]): JsonDocument {
  const { architecture, tying } = checkpoint;
  const config = checkpoint.config.clone();
  const rows = changes.find(({ tensor }) => tensor.name === checkpoint.vocabulary.embedding.name)?.rows;
  if (rows !== undefined) setSizes(config, architecture.sizeFields, rows - checkpoint.extraRows);
  const perLayer = changes.find(({ tensor }) => tensor.role === 'perLayer')?.rows;
  if (perLayer !== undefined) setSizes(config, architecture.perLayerSizeFields ?? [], perLayer);
  if (tying.decided) {
    const field = architecture.tieFields.find((each) => config.has(each)) ?? architecture.tieFields[0];
    if (field !== undefined) config.set(field, tying.tied);
  }
  return config;
}

/** Every field that is there; the first one where none is. */
function setSizes(config: JsonDocument, fields: readonly JsonPath[], rows: number): void {
  const stated = fields.filter((field) => config.has(field));
  for (const field of stated.length > 0 ? stated : fields.slice(0, 1)) config.set(field, rows);
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
