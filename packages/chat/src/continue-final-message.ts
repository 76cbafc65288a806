// A rendered chat without what the template puts behind the last message's content.

import { TokengraftError } from '@tokengraft/errors';
import type { ChatInput, RenderedChat } from './render-chat.js';
import type { Span } from './span.js';

/**
 * `rendered` up to the end of the last message's text. Where the content is a list, that is its last text. As transformers
 * does, but found by its span and not by its words, which may stand elsewhere, too.
 */
export function cutAfterFinalMessage(rendered: RenderedChat, input: ChatInput, name: string): RenderedChat {
  const path = finalTextPath(input);
  const last = rendered.spans.findLast((span) => path !== undefined && samePath(span, path));
  if (last === undefined) {
    throw new TokengraftError(
      'template-failed',
      `${name}: the text of the last message does not appear in the rendered chat, so there is nothing to continue`,
      { template: name },
    );
  }
  return cutText(rendered, last.end);
}

export function cutText({ text, spans }: RenderedChat, end: number): RenderedChat {
  const kept = spans.filter(({ start }) => start < end).map((span) => (span.end > end ? { ...span, end } : span));
  return { text: text.slice(0, end), spans: kept };
}

function finalTextPath({ messages }: ChatInput): readonly (string | number)[] | undefined {
  const index = messages.length - 1;
  const content = messages[index]?.content;
  if (typeof content === 'string') return ['messages', index, 'content'];
  if (!Array.isArray(content)) return undefined;
  const part = content.findLastIndex((each: unknown) => typeof each === 'object' && each !== null && 'text' in each);
  return part < 0 ? undefined : ['messages', index, 'content', part, 'text'];
}

function samePath(span: Span, path: readonly (string | number)[]): boolean {
  return span.path?.length === path.length && span.path.every((part, index) => part === path[index]);
}
