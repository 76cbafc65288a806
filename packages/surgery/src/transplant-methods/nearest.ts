// The anchors next to the donor's row.

import { codeRecipes, plainCoding } from '../code-recipes.js';
import { defineTransplant } from './transplant-method.js';

const weightings = ['closeness', 'equal', 'barycentric', 'least-squares'] as const;
const numbers = { closeness: 0, equal: 1, barycentric: 2, 'least-squares': 3 } as const;

export const nearest = defineTransplant({
  summary: 'the k nearest anchors',
  options: {
    k: { kind: 'number', min: 1, max: 4096, default: 8, summary: 'anchors' },
    metric: { kind: 'choice', choices: ['cosine', 'euclidean'], default: 'cosine', summary: 'what near means' },
    weights: {
      kind: 'choice',
      choices: weightings,
      default: 'closeness',
      summary: 'cosine or 1/distance, 1/k, least squares with sum 1 or any',
    },
  },
  rows: async (table, { k, metric, weights }, work) => {
    const coding = { count: Math.floor(k), euclidean: metric === 'euclidean', weights: numbers[weights] };
    return codeRecipes(table, { ...plainCoding, kind: 1, ...coding }, work);
  },
});
