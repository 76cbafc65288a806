// The turns of a chat that a model is to learn: what assistants said.

import { expectOneOf } from '@tokengraft/errors';
import type { ChatInput } from '../render-chat.js';

/** Which assistant turns are learnt: all, or the last one. A message with `train: false` is left out of either. */
export type Turns = 'all' | 'last';

const assistantRoles = new Set(['assistant', 'model', 'gpt', 'bot', 'chatbot']);

export function isAssistant(message: unknown): boolean {
  const role = typeof message === 'object' && message !== null && 'role' in message ? message.role : undefined;
  return typeof role === 'string' && assistantRoles.has(role);
}

/** Indices of all assistant messages. */
export function assistantMessages({ messages }: ChatInput): number[] {
  return messages.flatMap((message, index) => (isAssistant(message) ? [index] : []));
}

/** Indices of those that are learnt. */
export function learntMessages(input: ChatInput, turns: Turns): number[] {
  expectOneOf('options.turns', turns, ['all', 'last']);
  const all = assistantMessages(input);
  const chosen = turns === 'last' ? all.slice(-1) : all;
  return chosen.filter((index) => input.messages[index]?.['train'] !== false);
}
