// Counting a chat by the model's own template, and making it fit.

import { expectInteger, TokengraftError } from '@tokengraft/errors';
import type { ChatTemplate } from '../chat-template.js';
import type { ChatTokenizer } from '../chat-tokenizer.js';
import { encodeChat } from '../encode-chat.js';
import { renderChat, type ChatInput, type ChatMessage, type RenderOptions } from '../render-chat.js';

/** How many ids the chat has, rendered by the template. */
export function countChat(
  template: ChatTemplate,
  input: ChatInput,
  tokenizer: ChatTokenizer,
  options: RenderOptions = {},
): number {
  return encodeChat(tokenizer, renderChat(template, input, options)).ids.length;
}

export interface FittedChat {
  readonly input: ChatInput;
  /** Ids of the chat that fits. */
  readonly count: number;
  /** Messages left out. */
  readonly dropped: number;
}

/**
 * The chat without its oldest turns, as few as make it fit into `limit` ids. A turn is a user's message with all that answers it
 * (an example of a few-shot prompt, too), and goes as a whole; system messages and the last turn stay. Fails with `limit`
 * where those alone do not fit.
 */
export function fitToBudget(
  template: ChatTemplate,
  input: ChatInput,
  tokenizer: ChatTokenizer,
  limit: number,
  options: RenderOptions = {},
): FittedChat {
  expectInteger('limit', limit, 1);
  const { system, turns } = splitTurns(input.messages);
  const without = (dropped: number): ChatInput => ({ ...input, messages: [...system, ...turns.slice(dropped).flat()] });
  const count = (dropped: number): number => countChat(template, without(dropped), tokenizer, options);
  const most = Math.max(0, turns.length - 1);
  if (count(most) > limit) {
    const message = `the system message and the last turn alone have ${count(most)} ids, more than ${limit}; shorten them`;
    throw new TokengraftError('limit', message, { count: count(most), limit });
  }
  const dropped = firstThat((each) => count(each) <= limit, most);
  const fitted = without(dropped);
  return { input: fitted, count: count(dropped), dropped: input.messages.length - fitted.messages.length };
}

/** The least number up to `most` that fits, by halving: fewer turns never have more ids. REQUIRES: `most` fits. */
function firstThat(fits: (count: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

interface Turns {
  readonly system: readonly ChatMessage[];
  readonly turns: readonly (readonly ChatMessage[])[];
}

function splitTurns(messages: readonly ChatMessage[]): Turns {
  const system: ChatMessage[] = [];
  const turns: ChatMessage[][] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (message.role === 'system' || message.role === 'developer') system.push(message);
    else if (message.role === 'user' || last === undefined) turns.push([message]);
    else last.push(message);
  }
  return { system, turns };
}
