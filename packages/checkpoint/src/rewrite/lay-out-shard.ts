// Where everything lies in a shard whose vocabulary tensors get another number of rows. Pure: no file is touched.

import type { Shard, VocabularyTensor } from '../checkpoint.js';
import type { MatrixChange } from '../matrix-change.js';
import { keptRows, rowBytes } from '../matrix-change.js';
import { isTransposed } from '../transposed-tables.js';
import { encodeHeader } from '../safetensors/encode-header.js';
import type { CopyRange } from './copy-file.js';

export interface TensorChange {
  readonly change: MatrixChange;
  readonly tensor: VocabularyTensor;
}

export interface TensorFill extends TensorChange {
  readonly offset: number;
}

export interface ShardLayout {
  readonly header: Uint8Array;
  /** Bytes of the whole file. */
  readonly size: number;
  /** Old bytes and where they go; neighbours are joined. */
  readonly ranges: readonly CopyRange[];
  /** Where row 0 of each changed tensor lies in the new file. */
  readonly fills: readonly TensorFill[];
}

/** Lays out `shard` with `changes`, by tensor name; tensors keep their order. */
export function layOutShard(shard: Shard, changes: ReadonlyMap<string, TensorChange>): ShardLayout {
  const tensors = [...shard.header.tensors.values()].map((stored) => {
    const changed = changes.get(stored.name);
    if (changed === undefined) return { ...stored, pieces: wholeOf(stored), changed };
    const { change, tensor } = changed;
    const byteLength = change.rows * rowBytes(tensor);
    const shape = stored.shape.map((extent, axis) => (axis === tensor.axis ? change.rows : extent));
    return { ...stored, shape, byteLength, pieces: isTransposed(tensor) ? [] : piecesOf(changed), changed };
  });
  const header = encodeHeader(tensors, shard.header.metadata);
  const ranges: CopyRange[] = [];
  const fills: TensorFill[] = [];
  let size = header.length;
  for (const { offset, byteLength, pieces, changed } of tensors) {
    for (const { sourceOffset, targetOffset, length } of pieces) {
      addRange(ranges, { sourceOffset: offset + sourceOffset, targetOffset: size + targetOffset, length });
    }
    if (changed !== undefined) fills.push({ ...changed, offset: size });
    size += byteLength;
  }
  return { header, size, ranges, fills };
}

function wholeOf({ byteLength }: { readonly byteLength: number }): CopyRange[] {
  return [{ sourceOffset: 0, targetOffset: 0, length: byteLength }];
}

/** The old bytes of a changed tensor, counted from its beginning on both sides. */
function piecesOf({ change, tensor }: TensorChange): CopyRange[] {
  const bytes = rowBytes(tensor);
  return keptRows(change, tensor.matrix.rows).map(({ from, to, count }) => ({
    sourceOffset: from * bytes,
    targetOffset: to * bytes,
    length: count * bytes,
  }));
}

/** Appends a range, or lengthens the last one where both sides continue it. */
function addRange(ranges: CopyRange[], next: CopyRange): void {
  const last = ranges.at(-1);
  if (next.length === 0) return;
  if (
    last !== undefined &&
    last.sourceOffset + last.length === next.sourceOffset &&
    last.targetOffset + last.length === next.targetOffset
  ) {
    ranges[ranges.length - 1] = { ...last, length: last.length + next.length };
    return;
  }
  ranges.push(next);
}
