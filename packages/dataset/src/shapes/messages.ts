// Conversations as OpenAI's API has them. A message may say `train: false` (or `weight: 0`) to be read only.

import { RowError, type Example, type Role, type Row, type Shape, type Turn } from './example.js';
import { kindOf, listOf, objectOf } from './fields.js';

export const messages: Shape = {
  keys: ['messages'],
  optional: ['tools', 'documents', 'chat_template_kwargs'],
  read: (row) => [conversationOf(row, listOf(row, 'messages'))],
};

/** A conversation; of its other columns the template gets those that transformers would pass. */
export function conversationOf(row: Row, list: readonly unknown[]): Example {
  expectMessageCount(list);
  const { tools, documents, chat_template_kwargs: variables } = row;
  const extras = {
    ...(typeof variables === 'object' ? variables : {}),
    ...(Array.isArray(tools) ? { tools } : {}),
    ...(Array.isArray(documents) ? { documents } : {}),
  };
  return { turns: list.map(readMessage), messages: list, extras };
}

/** More than any model reads; each costs a hundred times its two bytes while it is looked at. */
const mostMessages = 1 << 16;

export function expectMessageCount({ length }: readonly unknown[]): void {
  if (length === 0) throw new RowError('the conversation has no messages');
  if (length > mostMessages) {
    throw new RowError(`the conversation has ${length} messages, more than the ${mostMessages} it may have`);
  }
}

export function readMessage(value: unknown, index: number): Turn {
  const message = objectOf(value, `message ${index}`);
  const role = readRole(message['role'], index);
  return { role, text: contentOf(message, index), supervised: role === 'assistant' && isTrained(message) };
}

const roles: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
  ipython: 'tool',
};

function readRole(value: unknown, index: number): Role {
  const role = typeof value === 'string' && Object.hasOwn(roles, value) ? roles[value] : undefined;
  if (role !== undefined) return role;
  const found = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : kindOf(value);
  throw new RowError(`message ${index} has the role ${found}; expected ${Object.keys(roles).join(', ')}`);
}

/** Text, or a list of parts of which the text ones count; null where the message is a tool call. */
function contentOf(message: Row, index: number): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  if (content === null || content === undefined) {
    if (message['tool_calls'] !== undefined || message['function_call'] !== undefined) return '';
    throw new RowError(`message ${index} has no content`);
  }
  if (!Array.isArray(content)) throw new RowError(`message ${index} has ${kindOf(content)} as its content`);
  return content.map((part, at) => textPart(part, `part ${at} of message ${index}`)).join('');
}

function textPart(value: unknown, what: string): string {
  const part = objectOf(value, what);
  if (part['type'] === 'text' && typeof part['text'] === 'string') return part['text'];
  throw new RowError(`${what} is no text`);
}

function isTrained(message: Row): boolean {
  return message['train'] !== false && message['weight'] !== 0;
}
