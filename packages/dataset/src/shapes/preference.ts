// Comparisons: one prompt, an answer that was preferred and one that was not. Two rows come of one, the chosen first.

import { RowError, type Example, type Row, type Shape, type Turn } from './example.js';
import { assistant, kindOf, textOf, user } from './fields.js';
import { expectMessageCount, readMessage } from './messages.js';

export const preference: Shape = {
  keys: ['prompt', 'chosen', 'rejected'],
  read: (row) => [sideOf(row, 'chosen'), sideOf(row, 'rejected')],
};

function sideOf(row: Row, side: 'chosen' | 'rejected'): Example {
  if (typeof row[side] === 'string' && typeof row['prompt'] === 'string') {
    return { side, turns: [user(row['prompt']), assistant(row[side])] };
  }
  const prompt = messagesOf(row, 'prompt', 'user');
  const answer = messagesOf(row, side, 'assistant');
  // Data sets of whole conversations repeat the prompt in both answers.
  const list = answer.length > prompt.length ? answer : [...prompt, ...answer];
  expectMessageCount(list);
  const turns = list.map(readMessage);
  return { side, turns: superviseLast(turns), messages: list };
}

function messagesOf(row: Row, column: string, role: string): readonly unknown[] {
  const value = row[column];
  if (typeof value === 'string') return [{ role, content: textOf(row, column) }];
  if (Array.isArray(value) && value.length > 0) return value;
  throw new RowError(`expected text or messages in "${column}", found ${kindOf(value)}`);
}

/** Only the answer is compared; earlier ones are the same on both sides. */
function superviseLast(turns: readonly Turn[]): readonly Turn[] {
  return turns.map((turn, index) => ({ ...turn, supervised: turn.supervised && index === turns.length - 1 }));
}
