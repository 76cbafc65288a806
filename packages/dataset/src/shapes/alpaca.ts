// Alpaca's rows: the input belongs to the instruction and is often empty.

import type { Shape } from './example.js';
import { assistant, optionalText, textOf, user } from './fields.js';

export const alpaca: Shape = {
  keys: ['instruction', 'output'],
  optional: ['input'],
  read: (row) => {
    const given = [textOf(row, 'instruction'), optionalText(row, 'input')].filter((text) => text !== '');
    return [{ turns: [...given.map(user), assistant(textOf(row, 'output'))] }];
  },
};
