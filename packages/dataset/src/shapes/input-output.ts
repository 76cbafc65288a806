import type { Shape } from './example.js';
import { assistant, textOf, user } from './fields.js';

export const inputOutput: Shape = {
  keys: ['input', 'output'],
  read: (row) => [{ turns: [user(textOf(row, 'input')), assistant(textOf(row, 'output'))] }],
};
