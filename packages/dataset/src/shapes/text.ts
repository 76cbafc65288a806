import type { Shape } from './example.js';
import { textOf } from './fields.js';

/** Plain text: all of it is learnt. */
export const text: Shape = {
  keys: ['text'],
  read: (row) => [{ turns: [{ role: 'text', text: textOf(row, 'text'), supervised: true }] }],
};
