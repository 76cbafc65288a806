// A linear map from the donor's space into the model's by least squares, with a penalty on large coefficients.

import { mapped } from '../mapped-rows.js';
import { defineTransplant } from './transplant-method.js';

export const ridge = defineTransplant({
  summary: "the donor's row through the linear map that fits the anchors best",
  options: {
    penalty: {
      kind: 'number',
      min: 1e-12,
      max: 1e12,
      default: 1e-3,
      summary: "in mean squares of the donor's columns",
    },
  },
  rows: (table, { penalty }) => Promise.resolve(mapped(table, 'ridge', penalty)),
});
