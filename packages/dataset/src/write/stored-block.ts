// Blocks made of what a file holds, where it holds less than a block.

import type { OutputBlock } from '../rows/output-block.js';

/** A block of `ids` alone; without offsets it is one row. */
export function blockOfIds(ids: Int32Array, offsets = Uint32Array.of(0, ids.length), labels = ids): OutputBlock {
  return { offsets, inputIds: ids, labels, attentionMask: new Int8Array(ids.length).fill(1) };
}

/** Rows as lists of numbers, into a block. */
export function blockOfRows(rows: readonly Readonly<Record<string, unknown>>[]): OutputBlock {
  const lists = (name: string): number[][] =>
    rows.map((row) => (Array.isArray(row[name]) ? (row[name] as number[]) : []));
  const ids = lists('input_ids');
  const packed = rows.some((row) => row['seq_lengths'] !== undefined);
  return {
    offsets: offsetsOfLists(ids),
    inputIds: laid(ids, Int32Array),
    labels: laid(lists('labels'), Int32Array),
    attentionMask: laid(lists('attention_mask'), Int8Array),
    ...(packed
      ? {
          positionIds: laid(lists('position_ids'), Int32Array),
          seqOffsets: offsetsOfLists(lists('seq_lengths')),
          seqLengths: laid(lists('seq_lengths'), Int32Array),
        }
      : {}),
    ...(rows.some((row) => row['chosen'] !== undefined)
      ? { chosen: Int8Array.from(rows, (row) => Number(row['chosen'])) }
      : {}),
  };
}

/** Lists end to end. */
function laid<T extends Int32Array | Int8Array>(
  lists: readonly (readonly number[])[],
  Values: new (length: number) => T,
): T {
  const values = new Values(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    values.set(list, at);
    at += list.length;
  }
  return values;
}

export function offsetsOfLists(lists: readonly ArrayLike<unknown>[]): Uint32Array {
  const offsets = new Uint32Array(lists.length + 1);
  for (const [index, list] of lists.entries()) offsets[index + 1] = (offsets[index] ?? 0) + list.length;
  return offsets;
}

/** Ids in the narrowest type that holds every id below `idBound`. */
export function narrowIds(ids: Int32Array, idBound: number): Uint16Array | Int32Array {
  return idBound <= 2 ** 16 ? Uint16Array.from(ids) : ids;
}

/** A block that stays when its memory is used again. */
export function copyOfBlock(block: OutputBlock): OutputBlock {
  const columns = Object.entries(block).map(([name, values]) => [name, (values as Int32Array).slice()]);
  return Object.fromEntries(columns);
}
