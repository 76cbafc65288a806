// Blocks as Arrow record batches and back, without copying the values.

import {
  Field,
  Int32,
  Int8,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  type Data,
  type DataType,
} from 'apache-arrow';
import { isList, valueTypeOf } from '../rows/column-types.js';
import { columnOf, offsetsOf, rowsOf, type ColumnName, type OutputBlock } from '../rows/output-block.js';

/** `metadata` is kept in the file's schema. */
export function schemaOf(columns: readonly ColumnName[], metadata?: Map<string, string>): Schema {
  return new Schema(
    columns.map((name) => new Field(name, typeOf(name), true)),
    metadata,
  );
}

function typeOf(name: ColumnName): DataType {
  const value = valueTypeOf(name) === 'int8' ? new Int8() : new Int32();
  return isList(name) ? new List(new Field('item', value, true)) : value;
}

export function toRecordBatch(block: OutputBlock, schema: Schema): RecordBatch {
  const length = rowsOf(block);
  const children = schema.fields.map((field) => toData(block, field.name as ColumnName, length));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

function toData(block: OutputBlock, name: ColumnName, length: number): Data {
  const values = columnOf(block, name) ?? new Int32Array();
  const offsets = offsetsOf(block, name);
  const child =
    values instanceof Int8Array
      ? makeData({ type: new Int8(), length: values.length, nullCount: 0, data: values })
      : makeData({ type: new Int32(), length: values.length, nullCount: 0, data: values });
  if (offsets === undefined) return child;
  const type = typeOf(name) as List<Int32>;
  return makeData({ type, length, nullCount: 0, valueOffsets: Int32Array.from(offsets), child: child as Data<Int32> });
}

/** The block that `batch` was made of. */
export function fromRecordBatch(batch: RecordBatch): OutputBlock {
  const ids = listOf(batch, 'input_ids');
  const packed = batch.getChild('seq_lengths') === null ? undefined : listOf(batch, 'seq_lengths');
  const chosen = batch.getChild('chosen')?.data[0]?.values as Int8Array | undefined;
  return {
    offsets: ids.offsets,
    inputIds: ids.values as Int32Array,
    attentionMask: listOf(batch, 'attention_mask').values as Int8Array,
    labels: listOf(batch, 'labels').values as Int32Array,
    ...(packed === undefined
      ? {}
      : {
          positionIds: listOf(batch, 'position_ids').values as Int32Array,
          seqOffsets: packed.offsets,
          seqLengths: packed.values as Int32Array,
        }),
    ...(chosen === undefined ? {} : { chosen: chosen.subarray(0, batch.numRows) }),
  };
}

function listOf(batch: RecordBatch, name: ColumnName): { values: Int32Array | Int8Array; offsets: Uint32Array } {
  const data = batch.getChild(name)?.data[0];
  const values = data?.children[0]?.values as Int32Array | Int8Array | undefined;
  if (data === undefined || values === undefined) throw new TypeError(`the batch has no lists in ${name}`);
  const offsets = new Uint32Array((data.valueOffsets as Int32Array).subarray(0, batch.numRows + 1));
  const [begin, end] = [offsets[0] ?? 0, offsets.at(-1) ?? 0];
  if (begin > 0) for (let row = 0; row < offsets.length; row++) offsets[row] = (offsets[row] ?? 0) - begin;
  return { values: values.subarray(begin, end), offsets };
}
