// ShareGPT's conversations: {from, value}. They become messages.

import { RowError, type Shape } from './example.js';
import { kindOf, listOf, objectOf } from './fields.js';
import { conversationOf, expectMessageCount } from './messages.js';

const roles: Readonly<Record<string, string>> = {
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
  assistant: 'assistant',
  model: 'assistant',
  system: 'system',
  tool: 'tool',
  function: 'tool',
  observation: 'tool',
};

export const conversations: Shape = {
  keys: ['conversations'],
  optional: ['system', 'tools'],
  read: (row) => {
    const { system } = row;
    const turns = listOf(row, 'conversations');
    expectMessageCount(turns);
    const list = turns.map(toMessage);
    if (typeof system !== 'string' || system === '') return [conversationOf(row, list)];
    return [conversationOf(row, [{ role: 'system', content: system }, ...list])];
  },
};

function toMessage(value: unknown, index: number): unknown {
  const turn = objectOf(value, `turn ${index}`);
  // OpenAI's names inside ShareGPT's column, as newer data sets have them.
  if (turn['role'] !== undefined) return turn;
  const { from, value: content, ...rest } = turn;
  const role = typeof from === 'string' && Object.hasOwn(roles, from) ? roles[from] : undefined;
  if (role === undefined) {
    const found = typeof from === 'string' ? JSON.stringify(from.slice(0, 40)) : kindOf(from);
    throw new RowError(`turn ${index} is from ${found}; expected ${Object.keys(roles).join(', ')}`);
  }
  return { ...rest, role, content };
}
