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

export function prefixTurn(message: number, rendering: PrefixRendering): PrefixTurn {
  const before = renderPart(rendering, message, true);
  const after = renderPart(rendering, message + 1, false);
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

/** The first `count` messages rendered, or why they are not. */
export function renderPart(
  { template, input, options }: PrefixRendering,
  count: number,
  prompt: boolean,
): string | { readonly reason: string } {
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
export function generationPrompt(rendering: PrefixRendering, count: number): string | undefined {
  const [without, prompted] = [renderPart(rendering, count, false), renderPart(rendering, count, true)];
  if (typeof without !== 'string' || typeof prompted !== 'string' || !prompted.startsWith(without)) return undefined;
  return prompted.slice(without.length);
}
