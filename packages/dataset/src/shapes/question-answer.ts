import type { Shape } from './example.js';
import { assistant, textOf, user } from './fields.js';

export const questionAnswer: Shape = {
  keys: ['question', 'answer'],
  read: (row) => [{ turns: [user(textOf(row, 'question')), assistant(textOf(row, 'answer'))] }],
};
