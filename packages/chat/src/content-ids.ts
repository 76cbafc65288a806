// Which ids of an encoded chat are content: what may be cut, whole characters at a time.

import type { ChatEncoding } from './chat-tokenizer.js';
import type { RenderedChat } from './render-chat.js';
import { mayControl } from './span.js';

/** Indices of the ids that have characters, and none of the template's. */
export function contentIds({ spans, offsets }: Pick<RenderedChat, 'spans'> & Pick<ChatEncoding, 'offsets'>): number[] {
  const fixed = spans.filter(mayControl);
  const found: number[] = [];
  let at = 0;
  for (let index = 0; index < offsets.length / 2; ++index) {
    const [begin, end] = rangeOf(offsets, index);
    while ((fixed[at]?.end ?? Infinity) <= begin) ++at;
    if (begin < end && (fixed[at]?.start ?? Infinity) >= end) found.push(index);
  }
  return found;
}

export function rangeOf(offsets: Uint32Array, index: number): readonly [begin: number, end: number] {
  return [offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0];
}

/** Whether two ids are parts of one character. */
export function shareCharacters(offsets: Uint32Array, one: number, other: number): boolean {
  const [[begin, end], [otherBegin, otherEnd]] = [rangeOf(offsets, one), rangeOf(offsets, other)];
  return begin < otherEnd && otherBegin < end;
}
