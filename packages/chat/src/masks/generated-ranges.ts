// First method: what the template itself marks with {% generation %}.

import type { RenderedChat } from '../render-chat.js';
import type { TurnRange } from './turn-range.js';

/**
 * The marked stretches of the text, each with the message it belongs to. A stretch belongs to the message whose fields it
 * shows; one that shows none, to the assistant message whose turn it is by order.
 */
export function generatedRanges({ spans }: RenderedChat, assistants: readonly number[]): TurnRange[] {
  const places = new Map(assistants.map((message, place) => [message, place]));
  const blocks: { begin: number; end: number; message: number | undefined }[] = [];
  for (const span of spans) {
    if (span.generated !== true) continue;
    const message = span.message !== undefined && places.has(span.message) ? span.message : undefined;
    const last = blocks.at(-1);
    const other = message !== undefined && last?.message !== undefined && message !== last.message;
    if (last?.end !== span.start || other) {
      blocks.push({ begin: span.start, end: span.end, message });
    } else {
      last.end = span.end;
      last.message ??= message;
    }
  }
  let order = 0;
  return blocks.map(({ begin, end, message }) => {
    const place = message === undefined ? order : (places.get(message) ?? order);
    order = place + 1;
    return { message: message ?? assistants[place] ?? -1, begin, end };
  });
}
