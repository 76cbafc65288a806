// FOCUS' weights (Dobler and de Melo 2023): the sparsemax of all cosines, a convex combination of few anchors.

import { codeRecipes, plainCoding } from '../code-recipes.js';
import { defineTransplant } from './transplant-method.js';

export const sparsemax = defineTransplant({
  summary: 'the sparsemax of all cosines',
  options: {
    temperature: { kind: 'number', min: 1e-6, max: 1e6, default: 1, summary: 'lower means fewer anchors' },
  },
  rows: async (table, { temperature }, work) => codeRecipes(table, { ...plainCoding, kind: 3, temperature }, work),
});
