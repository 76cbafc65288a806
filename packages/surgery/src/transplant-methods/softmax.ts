// WECHSEL's weights (Minixhofer et al. 2022): the softmax of the highest cosines.

import { codeRecipes, plainCoding } from '../code-recipes.js';
import { defineTransplant } from './transplant-method.js';

export const softmax = defineTransplant({
  summary: 'the softmax of the k highest cosines',
  options: {
    k: { kind: 'number', min: 1, max: 4096, default: 10, summary: 'anchors' },
    temperature: { kind: 'number', min: 1e-6, max: 1e6, default: 0.1, summary: 'lower is sharper' },
  },
  rows: async (table, { k, temperature }, work) =>
    codeRecipes(table, { ...plainCoding, kind: 2, count: Math.floor(k), temperature }, work),
});
