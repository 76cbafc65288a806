// Finished rows as columns, laid end to end: what writers take and readers give.

export interface OutputBlock {
  /** Row i has the ids inputIds[offsets[i] .. offsets[i + 1]); every column of ids has these places. */
  readonly offsets: Uint32Array;
  readonly inputIds: Int32Array;
  /** 1, and 0 for padding. */
  readonly attentionMask: Int8Array;
  /** −100: not supervised. */
  readonly labels: Int32Array;
  /** Packed rows only: counted from 0 in each document. */
  readonly positionIds?: Int32Array;
  /** Packed rows only: row i has the documents seqLengths[seqOffsets[i] .. seqOffsets[i + 1]). */
  readonly seqOffsets?: Uint32Array;
  readonly seqLengths?: Int32Array;
  /** Comparisons only: 1 for the chosen answer, 0 for the rejected one. Rows 2k and 2k + 1 are a pair. */
  readonly chosen?: Int8Array;
}

export const columnNames = ['input_ids', 'attention_mask', 'labels', 'position_ids', 'seq_lengths', 'chosen'] as const;

export type ColumnName = (typeof columnNames)[number];

export const ignored = -100;

export function rowsOf(block: OutputBlock): number {
  return block.offsets.length - 1;
}

/** The values of a column, of all rows together. */
export function columnOf(block: OutputBlock, name: ColumnName): Int32Array | Int8Array | undefined {
  return block[members[name]];
}

const members = {
  input_ids: 'inputIds',
  attention_mask: 'attentionMask',
  labels: 'labels',
  position_ids: 'positionIds',
  seq_lengths: 'seqLengths',
  chosen: 'chosen',
} as const satisfies Record<ColumnName, keyof OutputBlock>;

export function bytesOf(values: Int32Array | Int8Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Where row i's values begin in a column; undefined for a column with one value a row. */
export function offsetsOf(block: OutputBlock, name: ColumnName): Uint32Array | undefined {
  if (name === 'chosen') return undefined;
  return name === 'seq_lengths' ? block.seqOffsets : block.offsets;
}

/** Row `index` as a trainer would see it. */
export function rowOf(
  block: OutputBlock,
  index: number,
): Readonly<Partial<Record<ColumnName, readonly number[] | number>>> {
  const row: Partial<Record<ColumnName, readonly number[] | number>> = {};
  for (const name of columnNames) {
    const values = columnOf(block, name);
    if (values === undefined) continue;
    const offsets = offsetsOf(block, name);
    row[name] =
      offsets === undefined ? (values[index] ?? 0) : Array.from(values.subarray(offsets[index], offsets[index + 1]));
  }
  return row;
}
