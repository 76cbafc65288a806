// An encoded chat made shorter, such that no part of the template is cut: ids go only where all their characters are content.

import { expectBoolean, expectInteger, expectObject, expectOneOf, TokengraftError } from '@tokengraft/errors';
import type { ChatEncoding } from './chat-tokenizer.js';
import { contentIds, rangeOf, shareCharacters } from './content-ids.js';
import type { RenderedChat } from './render-chat.js';

export interface TruncateChatOptions {
  /** Which end of the content goes first. Default: right. */
  readonly side?: 'left' | 'right';
  /** Content that is not in the mask goes first, from its beginning, and only then what is learnt, from `side`. Default false. */
  readonly keepLearnt?: boolean;
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
 * so every turn keeps its beginning and its end; one that loses all of its content is not learnt. (`fitToBudget` leaves out whole
 * turns.) Fails with `limit` where what may not be cut is longer than that.
 *
 * @example
 * const { ids, mask } = truncateChat(maskChat(template, { messages }, tokenizer), 4096, { side: 'left' });
 */
export function truncateChat(chat: EncodedChat, limit: number, options: TruncateChatOptions = {}): TruncatedChat {
  expectObject('options', options);
  const side = expectOneOf('options.side', options.side ?? 'right', ['left', 'right']);
  const keepLearnt = expectBoolean('options.keepLearnt', options.keepLearnt ?? false);
  if (keepLearnt && chat.mask === undefined)
    throw new TypeError('keepLearnt needs a chat with a mask, as maskChat makes');
  const excess = chat.ids.length - expectInteger('limit', limit, 1);
  if (excess <= 0) return { ...partsOf(chat), lost: 0 };
  const content = contentIds(chat);
  if (content.length < excess) {
    const fixed = chat.ids.length - content.length;
    const message = `the template's own text has ${fixed} ids, more than ${limit}; leave out turns or allow more`;
    throw new TokengraftError('limit', message, { fixed, limit });
  }
  const gone = wholeCharacters(chat, inOrder(chat, content, side, keepLearnt), excess);
  return without({ ...partsOf(chat), ...learntStill(chat, content, gone) }, gone);
}

function partsOf({ text, spans, ids, offsets, mask }: EncodedChat): EncodedChat {
  return { text, spans, ids, offsets, ...(mask === undefined ? {} : { mask }) };
}

/** The ids in the order in which they go. */
function inOrder(
  { mask }: EncodedChat,
  content: readonly number[],
  side: 'left' | 'right',
  keepLearnt: boolean,
): readonly number[] {
  const fromSide = (ids: readonly number[]): readonly number[] => (side === 'left' ? ids : ids.toReversed());
  if (!keepLearnt) return fromSide(content);
  const isLearnt = (index: number): boolean => mask?.[index] === 1;
  return [...content.filter((index) => !isLearnt(index)), ...fromSide(content.filter(isLearnt))];
}

/** The first `count` of the ids and those behind them that share a character with them, ascending. */
function wholeCharacters({ offsets }: EncodedChat, ordered: readonly number[], count: number): readonly number[] {
  let taken = count;
  while (taken < ordered.length && shareCharacters(offsets, ordered[taken - 1] ?? 0, ordered[taken] ?? 0)) ++taken;
  return ordered.slice(0, taken).sort((a, b) => a - b);
}

/** The mask without stretches that lose all of their content: a turn that says nothing any more is none to learn from. */
function learntStill(
  { mask }: EncodedChat,
  content: readonly number[],
  gone: readonly number[],
): Pick<EncodedChat, 'mask'> {
  if (mask === undefined) return {};
  const kept = mask.slice();
  const fates = new Uint8Array(mask.length);
  for (const index of content) fates[index] = fate.stays;
  for (const index of gone) fates[index] = fate.goes;
  for (let begin = 0, end = 0; begin < mask.length; begin = end) {
    end = begin + 1;
    while (end < mask.length && mask[end] === mask[begin]) ++end;
    const stretch = fates.subarray(begin, end);
    if (stretch.includes(fate.goes) && !stretch.includes(fate.stays)) kept.fill(0, begin, end);
  }
  return { mask: kept };
}

/** Of content. */
const fate = { stays: 1, goes: 2 } as const;

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
