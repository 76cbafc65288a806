// A chat that is too long as several that are not. Each begins as the chat does and opens the turn that it goes on with; a turn's
// end comes with the last of its content, so that the token that ends it is never alone, lost or said too early.

import { expectArray, expectInteger, expectObject, expectString, TokengraftError } from '@tokengraft/errors';
import { contentIds, rangeOf, shareCharacters } from './content-ids.js';
import { mayControl } from './span.js';
import type { EncodedChat } from './truncate-chat.js';

export interface SplitChatOptions {
  /** Contents of the tokens that end turns. Where the template writes one, a turn is over. */
  readonly stopTokens: readonly string[];
  /** What the template begins a chat with. Default: nothing. */
  readonly beginToken?: string;
  /** How many ids of content a chat repeats of the one before, at most. Default 0. */
  readonly stride?: number;
}

export interface ChatPart {
  readonly ids: Uint32Array;
  readonly mask?: Uint8Array;
}

/**
 * The chat as a list of chats of at most `limit` ids, in order. Each has what stands before the first turn, the template's text that
 * opens the turn it begins in, and as much of the chat as fits. No content is lost, and what is repeated of the template is not
 * learnt again; a turn that is cut has its end in the part where its content ends, and only there. Fails with `limit` where a part has no room for content beside the template's text.
 *
 * @example
 * const parts = splitChat(maskChat(template, { messages }, tokenizer), 4096, { stopTokens: ['<|im_end|>'], stride: 128 });
 */
export function splitChat(chat: EncodedChat, limit: number, options: SplitChatOptions): ChatPart[] {
  expectObject('options', options);
  const { stopTokens, beginToken = '', stride = 0 } = options;
  for (const token of expectArray('options.stopTokens', stopTokens)) expectString('options.stopTokens', token);
  expectString('options.beginToken', beginToken);
  expectInteger('options.stride', stride, 0);
  if (chat.ids.length <= expectInteger('limit', limit, 1)) return [partOf(chat, [], chat.ids.keys())];
  return new Splitter(chat, limit, turnEnds(chat, stopTokens), beginEnd(chat, beginToken)).split(stride);
}

/** The ids at some places; the first ones, before place `said`, are repeated and not learnt again. */
function partOf({ ids, mask }: EncodedChat, opening: readonly number[], rest: Iterable<number>, said = 0): ChatPart {
  const kept = Uint32Array.from([...opening, ...rest]);
  const isRepeated = (at: number, index: number): boolean => at < opening.length && index < said;
  return {
    ids: kept.map((index) => ids[index] ?? 0),
    ...(mask === undefined
      ? {}
      : { mask: Uint8Array.from(kept, (index, at) => (isRepeated(at, index) ? 0 : (mask[index] ?? 0))) }),
  };
}

function* range(from: number, to: number): Generator<number, void> {
  for (let index = from; index < to; ++index) yield index;
}

/** Indices of the ids that stand behind the end of a turn: a stop token of the template's and the blanks behind it. */
function turnEnds({ text, spans, offsets }: EncodedChat, stopTokens: readonly string[]): Set<number> {
  const ends = new Set<number>();
  let index = 0;
  for (const [begin, end] of templateRanges(spans)) {
    const last = lastEnd(text.slice(begin, end), stopTokens);
    if (last === 0) continue;
    while (index < offsets.length / 2 && rangeOf(offsets, index)[0] < begin + last) ++index;
    ends.add(index);
  }
  return ends;
}

/** Where the template writes without a break. */
function templateRanges(spans: EncodedChat['spans']): [begin: number, end: number][] {
  const ranges: [number, number][] = [];
  for (const { start, end } of spans.filter(mayControl)) {
    const last = ranges.at(-1);
    if (last?.[1] === start) last[1] = end;
    else ranges.push([start, end]);
  }
  return ranges;
}

/** Behind the last of the tokens and its blanks; 0: there is none. */
function lastEnd(text: string, tokens: readonly string[]): number {
  const written = tokens.filter((token) => token !== '' && text.includes(token));
  if (written.length === 0) return 0;
  const last = Math.max(...written.map((token) => text.lastIndexOf(token) + token.length));
  return text.length - text.slice(last).trimStart().length;
}

/** The first id behind what begins the chat. */
function beginEnd({ text, offsets }: EncodedChat, beginToken: string): number {
  if (!text.startsWith(beginToken)) return 0;
  let index = 0;
  while (rangeOf(offsets, index)[0] < beginToken.length) ++index;
  return index;
}

/** A character of content, with the template's text that belongs to it: what opens its turn, or ends it. */
interface Unit {
  /** The first id of its content. */
  readonly content: number;
  /** Ids of its content. */
  readonly length: number;
  /** Behind its last id. */
  readonly end: number;
  /** The first id of its turn. */
  readonly turn: number;
}

class Splitter {
  readonly #chat: EncodedChat;
  readonly #limit: number;
  readonly #isContent: Uint8Array;
  readonly #units: readonly Unit[];
  /** Ids that every part begins with. */
  readonly #head: number;

  constructor(chat: EncodedChat, limit: number, ends: ReadonlySet<number>, begin: number) {
    const content = contentIds(chat);
    this.#chat = chat;
    this.#limit = limit;
    this.#isContent = new Uint8Array(chat.ids.length);
    for (const index of content) this.#isContent[index] = 1;
    const first = content[0] ?? chat.ids.length;
    this.#head = Math.max(begin, ...Array.from(ends).filter((end) => end <= first));
    this.#units = unitsOf(chat, content, ends, this.#head);
  }

  split(stride: number): ChatPart[] {
    const parts: ChatPart[] = [];
    let [from, done] = [0, 0];
    while (done < this.#units.length || parts.length === 0) {
      let until = this.#fit(from);
      // What is repeated may leave no room for more.
      if (until <= done) until = this.#fit((from = done));
      if (until <= done) throw this.#refusal();
      parts.push(this.#part(from, until, done));
      from = this.#stepBack(from, until, stride);
      done = until;
    }
    return parts;
  }

  /** Behind the last unit that fits into a part that begins with one. */
  #fit(from: number): number {
    const first = this.#units[from];
    if (first === undefined) return from;
    const room = this.#limit - this.#head - this.#opening(first).length + first.content;
    let until = from;
    while ((this.#units[until]?.end ?? Infinity) <= room) ++until;
    return until;
  }

  /** The template's ids between a turn's beginning and a place in its content; of too many as many as are too many. */
  #opening({ turn, content }: Unit): number[] {
    const opening: number[] = [];
    for (let index = turn; index < content && opening.length < this.#limit; ++index) {
      if (this.#isContent[index] === 0) opening.push(index);
    }
    return opening;
  }

  /** Units [from, until), of which those before `done` were in the parts before. */
  #part(from: number, until: number, done: number): ChatPart {
    const [first, last] = [this.#units[from], this.#units[until - 1]];
    if (first === undefined || last === undefined) return partOf(this.#chat, [], []);
    const opening = [...range(0, this.#head), ...this.#opening(first)];
    return partOf(this.#chat, opening, range(first.content, last.end), this.#units[done - 1]?.end);
  }

  /** The unit to go on with. */
  #stepBack(from: number, until: number, stride: number): number {
    let [at, rest] = [until, stride];
    for (;;) {
      rest -= this.#units[at - 1]?.length ?? 0;
      if (rest < 0 || at - 1 <= from) return at;
      --at;
    }
  }

  #refusal(): TokengraftError {
    const message = `${this.#limit} ids have no room for content beside the template's own text; allow more`;
    return new TokengraftError('limit', message, { limit: this.#limit });
  }
}

function unitsOf(
  { ids, offsets }: EncodedChat,
  content: readonly number[],
  ends: ReadonlySet<number>,
  head: number,
): Unit[] {
  const units: Unit[] = [];
  let turn = head;
  for (let at = 0; at < content.length;) {
    const first = content[at] ?? 0;
    let next = at + 1;
    while (next < content.length && shareCharacters(offsets, content[next - 1] ?? 0, content[next] ?? 0)) ++next;
    const behind = (content[next - 1] ?? 0) + 1;
    const following = content[next] ?? ids.length;
    const turnEnd = endBetween(ends, behind, following);
    const end = next === content.length ? ids.length : (turnEnd ?? behind);
    units.push({ content: first, length: next - at, end, turn });
    turn = turnEnd ?? turn;
    at = next;
  }
  return units;
}

function endBetween(ends: ReadonlySet<number>, from: number, to: number): number | undefined {
  for (let index = to; index > from; --index) if (ends.has(index)) return index;
  return undefined;
}
