// Alpaca's rows: the input belongs to the instruction and is often empty.

import { assistantColumn, plainShape, userColumn } from './plain-shape.js';

export const alpaca = plainShape(
  userColumn('instruction', { skipEmpty: true }),
  userColumn('input', { optional: true, skipEmpty: true }),
  assistantColumn('output'),
);
