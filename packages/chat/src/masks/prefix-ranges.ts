// Second method: a turn is what rendering the chat up to its end adds to the chat before it with the generation prompt.

import { isTokengraftError } from '@tokengraft/errors';
import type { ChatTemplate } from '../chat-template.js';
import { renderChat, type ChatInput, type RenderOptions } from '../render-chat.js';
import type { TurnRange } from './turn-range.js';

/** A turn, or why the template does not show it in this way. */
export type PrefixTurn = TurnRange | { readonly message: number; readonly reason: string };

export interface PrefixRendering {
  readonly template: ChatTemplate;
  readonly input: ChatInput;
  /** The rendering of the whole chat. */
  readonly text: string;
  readonly options: RenderOptions;
}

/** The first messages of a chat as text, or why there is none. */
export type PartText = string | { readonly reason: string };

/** `before`: the messages before the turn, with the generation prompt. */
export function prefixTurn(
  message: number,
  rendering: PrefixRendering,
  before: PartText = renderPart(rendering, message, true),
): PrefixTurn {
  const after = renderUpTo(message + 1, rendering);
  if (typeof before !== 'string') return { message, reason: before.reason };
  if (typeof after !== 'string') return { message, reason: after.reason };
  if (!rendering.text.startsWith(after)) {
    return { message, reason: 'the chat up to this turn is rendered otherwise than within the whole chat' };
  }
  if (!after.startsWith(before)) {
    return { message, reason: 'the generation prompt is not how the turn begins' };
  }
  return { message, begin: before.length, end: after.length };
}

/** Without a prompt; all messages are rendered already. */
function renderUpTo(count: number, rendering: PrefixRendering): PartText {
  const { input, text } = rendering;
  const isWhole = count === input.messages.length && input.add_generation_prompt !== true;
  return isWhole && input.continue_final_message !== true ? text : renderPart(rendering, count, false);
}

/** The first `count` messages rendered, or why they are not. */
export function renderPart({ template, input, options }: PrefixRendering, count: number, prompt: boolean): PartText {
  const { continue_final_message: _, ...rest } = input;
  const part = { ...rest, messages: input.messages.slice(0, count), add_generation_prompt: prompt };
  try {
    return renderChat(template, part, options).text;
  } catch (error) {
    if (!isTokengraftError(error)) throw error;
    return { reason: error.message };
  }
}

/** What asking for a generation prompt adds behind the first `count` messages; undefined where it changes more. */
export function generationPrompt(
  rendering: PrefixRendering,
  count: number,
  prompted: PartText = renderPart(rendering, count, true),
): string | undefined {
  const without = renderPart(rendering, count, false);
  if (typeof without !== 'string' || typeof prompted !== 'string' || !prompted.startsWith(without)) return undefined;
  return prompted.slice(without.length);
}
