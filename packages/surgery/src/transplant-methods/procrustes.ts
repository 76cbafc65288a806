// An orthogonal map from the donor's space into the model's, times the scale that fits best: lengths and angles among the
// new rows stay those of the donor.

import { mapped } from '../mapped-rows.js';
import { defineTransplant } from './transplant-method.js';

export const procrustes = defineTransplant({
  summary: "the donor's row turned and scaled into the model's space",
  options: {},
  rows: (table) => Promise.resolve(mapped(table, 'procrustes', 1)),
});
