// Orthogonal matching pursuit (Goddard and Fernandes Neto 2025, arXiv 2506.06607): a donor's row as a sum of few rows of
// tokens that both have; the same weights over the model's rows make the new one.

import { codeRecipes, plainCoding } from '../code-recipes.js';
import { defineTransplant } from './transplant-method.js';

export const omp = defineTransplant({
  summary: 'orthogonal matching pursuit: few anchors, found one by one, weights by least squares',
  options: {
    k: { kind: 'number', min: 1, max: 4096, default: 64, summary: 'anchors at most' },
    select: {
      kind: 'choice',
      choices: ['cosine', 'product'],
      default: 'cosine',
      summary: 'what the next anchor is chosen by; product favours long rows',
    },
  },
  rows: async (table, { k, select }, work) =>
    codeRecipes(table, { ...plainCoding, kind: 0, count: Math.floor(k), raw: select === 'product' }, work),
});
