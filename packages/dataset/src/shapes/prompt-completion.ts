import type { Shape } from './example.js';
import { assistant, textOf, user } from './fields.js';

export const promptCompletion: Shape = {
  keys: ['prompt', 'completion'],
  read: (row) => [{ turns: [user(textOf(row, 'prompt')), assistant(textOf(row, 'completion'))] }],
};
