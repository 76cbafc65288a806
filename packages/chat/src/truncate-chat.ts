// An encoded chat made shorter, such that no part of the template is cut: ids go only where all their characters are content.

import { expectInteger, expectObject, expectOneOf, TokengraftError } from '@tokengraft/errors';
import type { ChatEncoding } from './chat-tokenizer.js';
import type { RenderedChat } from './render-chat.js';
import { mayControl } from './span.js';

export interface TruncateChatOptions {
  /** Which end of the content goes first. Default: right. */
  readonly side?: 'left' | 'right';
}

/** What `renderChat` and `encodeChat`, or `maskChat`, say of a chat. */
export interface EncodedChat extends RenderedChat, ChatEncoding {
  readonly mask?: Uint8Array;
}

export interface TruncatedChat extends EncodedChat {
  /** How many ids were left out. */
  readonly lost: number;
}

/**
 * The chat with at most `limit` ids: content goes from one side, whole characters at a time; the template's own text and roles stay,
 * so every turn keeps its beginning and its end. (`fitToBudget` leaves out whole turns.) Fails with `limit` where what
 * may not be cut is longer than that.
 *
 * @example
 * const { ids, mask } = truncateChat(maskChat(template, { messages }, tokenizer), 4096, { side: 'left' });
 */
export function truncateChat(chat: EncodedChat, limit: number, options: TruncateChatOptions = {}): TruncatedChat {
  expectObject('options', options);
  const side = expectOneOf('options.side', options.side ?? 'right', ['left', 'right']);
  const excess = chat.ids.length - expectInteger('limit', limit, 1);
  if (excess <= 0) return { ...partsOf(chat), lost: 0 };
  const content = contentIds(chat);
  if (content.length < excess) {
    const fixed = chat.ids.length - content.length;
    const message = `the template's own text has ${fixed} ids, more than ${limit}; leave out turns or allow more`;
    throw new TokengraftError('limit', message, { fixed, limit });
  }
  return without(chat, wholeCharacters(chat, content, excess, side));
}

function partsOf({ text, spans, ids, offsets, mask }: EncodedChat): EncodedChat {
  return { text, spans, ids, offsets, ...(mask === undefined ? {} : { mask }) };
}

/** Indices of the ids that have characters, and none of the template's. */
function contentIds({ spans, offsets }: EncodedChat): number[] {
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

function rangeOf(offsets: Uint32Array, index: number): readonly [begin: number, end: number] {
  return [offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0];
}

/** At least `count` of the ids, from one side; those that share a character go together. */
function wholeCharacters(
  { offsets }: EncodedChat,
  content: readonly number[],
  count: number,
  side: 'left' | 'right',
): readonly number[] {
  const ordered = side === 'left' ? content : content.toReversed();
  const shared = (a: number, b: number): boolean => {
    const [[begin, end], [otherBegin, otherEnd]] = [rangeOf(offsets, a), rangeOf(offsets, b)];
    return begin < otherEnd && otherBegin < end;
  };
  let taken = count;
  while (taken < ordered.length && shared(ordered[taken - 1] ?? 0, ordered[taken] ?? 0)) ++taken;
  return ordered.slice(0, taken).sort((a, b) => a - b);
}

/** REQUIRES: `gone` ascends. */
function without(chat: EncodedChat, gone: readonly number[]): TruncatedChat {
  const { text, places } = textWithout(
    chat.text,
    gone.map((index) => rangeOf(chat.offsets, index)),
  );
  const place = (at: number): number => places[at] ?? text.length;
  const absent = new Set(gone);
  const kept = Array.from(chat.ids.keys()).filter((index) => !absent.has(index));
  const { mask } = chat;
  return {
    text,
    spans: chat.spans
      .map((span) => ({ ...span, start: place(span.start), end: place(span.end) }))
      .filter(({ start, end }) => start < end),
    ids: Uint32Array.from(kept, (index) => chat.ids[index] ?? 0),
    offsets: Uint32Array.from(kept.flatMap((index) => rangeOf(chat.offsets, index).map(place))),
    ...(mask === undefined ? {} : { mask: Uint8Array.from(kept, (index) => mask[index] ?? 0) }),
    lost: gone.length,
  };
}

/** The text without the ranges, and where in it each place of the whole text is. REQUIRES: `ranges` ascend; they may overlap. */
function textWithout(
  text: string,
  ranges: readonly (readonly [begin: number, end: number])[],
): { readonly text: string; readonly places: Uint32Array } {
  const places = new Uint32Array(text.length + 1);
  const kept: string[] = [];
  let [at, length] = [0, 0];
  for (const [begin, end] of [...ranges, [text.length, text.length] as const]) {
    kept.push(text.slice(at, begin));
    for (; at < begin; ++at) places[at] = length++;
    places.fill(length, at, Math.max(at, end));
    at = Math.max(at, end);
  }
  places[text.length] = length;
  return { text: kept.join(''), places };
}
