// Shapes whose columns are turns, each in its place.

import type { Row, Shape, Turn, TurnColumn } from './example.js';
import { optionalText, textOf } from './fields.js';

const plain = { optional: false, skipEmpty: false };

export function userColumn(name: string, ways: Partial<typeof plain> = {}): TurnColumn {
  return { name, role: 'user', supervised: false, ...plain, ...ways };
}

export function assistantColumn(name: string): TurnColumn {
  return { name, role: 'assistant', supervised: true, ...plain };
}

/** Plain text: all of it is learnt. */
export function textColumn(name: string): TurnColumn {
  return { name, role: 'text', supervised: true, ...plain };
}

export function plainShape(...turns: readonly TurnColumn[]): Shape {
  const namesOf = (optional: boolean): string[] =>
    turns.filter((turn) => turn.optional === optional).map(({ name }) => name);
  return {
    keys: namesOf(false),
    optional: namesOf(true),
    turns,
    read: (row) => [{ turns: turns.flatMap((turn) => readTurn(row, turn)) }],
  };
}

function readTurn(row: Row, { name, role, supervised, optional, skipEmpty }: TurnColumn): Turn[] {
  const text = optional ? optionalText(row, name) : textOf(row, name);
  return skipEmpty && text === '' ? [] : [{ role, text, supervised }];
}
