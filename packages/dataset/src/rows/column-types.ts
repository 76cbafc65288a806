// What the columns of rows hold in every format that has types.

import type { ColumnName } from './output-block.js';

const valueTypes: Readonly<Record<ColumnName, 'int8' | 'int32'>> = {
  input_ids: 'int32',
  attention_mask: 'int8',
  labels: 'int32',
  position_ids: 'int32',
  seq_lengths: 'int32',
  chosen: 'int8',
};

export function valueTypeOf(name: ColumnName): 'int8' | 'int32' {
  return valueTypes[name];
}

export function isList(name: ColumnName): boolean {
  return name !== 'chosen';
}
