// Methods are compared where it matters: an assistant's own text and the token that ends the turn are learnt, nobody else's text
// is. They may differ in what else of the template they take: line ends, the scaffold of a tool call.

import type { RenderedChat } from '../render-chat.js';
import type { Span } from '../span.js';
import { isField, type ContentTurn } from './content-ranges.js';
import type { TurnRange } from './turn-range.js';

export interface Disagreement {
  readonly message: number;
  readonly method: 'generation' | 'prefix';
  readonly reason: string;
  /** The text in question. */
  readonly text: string;
}

/** What `ranges`, a method's parts of one turn, have against the fields and the terminator of the turn. */
export function compareTurn(
  method: Disagreement['method'],
  ranges: readonly TurnRange[],
  turn: ContentTurn,
  { text, spans }: RenderedChat,
): Disagreement | undefined {
  const { message, terminator } = turn;
  const refuse = (reason: string, begin: number, end: number): Disagreement => ({
    message,
    method,
    reason,
    text: text.slice(begin, end),
  });
  const textOf = ({ start, end }: Span): string => text.slice(start, end);
  const covers = (begin: number, end: number): boolean =>
    ranges.some((range) => range.begin <= begin && range.end >= end);
  for (const span of spans.filter(isField)) {
    const own = span.message === message && span.source === 'message';
    const what = own ? (span.field ?? 'the message') : `message ${span.message ?? '?'} (${span.role ?? span.source})`;
    // A template may repeat a field elsewhere, as the name of a called tool before its answer.
    const shown = (): boolean =>
      spans.some((other) => samePath(other, span) && covers(other.start, other.end) && textOf(other) === textOf(span));
    if (own && !shown()) return refuse(`leaves out text of ${what}`, span.start, span.end);
    const taken = ranges.some((range) => range.begin < span.end && range.end > span.start);
    if (!own && taken) return refuse(`takes text of ${what}`, span.start, span.end);
  }
  if (terminator !== undefined && !covers(terminator.begin, terminator.end)) {
    return refuse('leaves out the token that ends the turn', terminator.begin, terminator.end);
  }
  return undefined;
}

function samePath(left: Span, right: Span): boolean {
  return (
    left.path?.length === right.path?.length && left.path?.every((part, index) => part === right.path?.[index]) === true
  );
}
