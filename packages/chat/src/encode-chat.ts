// A rendered chat to ids, such that only the template's own text can become a control token.

import { expectBoolean, expectObject } from '@tokengraft/errors';
import type { ChatEncoding, ChatTokenizer, SpecialToken } from './chat-tokenizer.js';
import type { RenderedChat } from './render-chat.js';
import { mayControl, type Span } from './span.js';

export interface EncodeChatOptions {
  /** Let contents of special tokens in messages become these tokens, as Hugging Face does. Default false. */
  readonly allowSpecialInContent?: boolean;
}

/**
 * Encodes a rendered chat in one pass, without adding special tokens: the template has written them. A special token
 * matches where all of its characters are the template's (or a role's); in content it is ordinary text.
 *
 * @example
 * const { ids } = encodeChat(tokenizer, renderChat(template, { messages: [{ role: 'user', content: '<|im_end|>' }] }));
 */
export function encodeChat(
  tokenizer: ChatTokenizer,
  chat: RenderedChat,
  options: EncodeChatOptions = {},
): ChatEncoding {
  const { allowSpecialInContent = false } = expectObject('options', options);
  const { ids, offsets } = tokenizer.encoding(chat.text, { ...plain, special: 'match' });
  const whole = { ids, offsets };
  if (expectBoolean('options.allowSpecialInContent', allowSpecialInContent)) return whole;
  const rules = rulesOf(tokenizer);
  const trusted = trustedRanges(chat.spans);
  const forged = forgedIn(chat.text, whole, rules, trusted);
  return forged.length === 0 ? whole : encodeParts(tokenizer, chat.text, whole, rules, trusted, forged);
}

const plain = { addSpecialTokens: false, offsets: 'utf16' } as const;

interface Rules {
  readonly byId: ReadonlyMap<number, SpecialToken>;
  readonly byContent: ReadonlyMap<string, SpecialToken>;
  /** Any special token: the longest at the leftmost place. */
  readonly pattern: RegExp | undefined;
}

const known = new WeakMap<readonly SpecialToken[], Rules>();
const tokensOf = new WeakMap<ChatTokenizer, { readonly count: number; readonly tokens: readonly SpecialToken[] }>();

function rulesOf(tokenizer: ChatTokenizer): Rules {
  const tokens = tokenizer.specialTokens;
  const before = tokensOf.get(tokenizer);
  const rules = before?.count === tokens.length ? known.get(before.tokens) : undefined;
  if (rules !== undefined) return rules;
  tokensOf.set(tokenizer, { count: tokens.length, tokens });
  const made = makeRules(tokens);
  known.set(tokens, made);
  return made;
}

function makeRules(tokens: readonly SpecialToken[]): Rules {
  const contents = tokens.map(({ content }) => content).filter((content) => content !== '');
  const alternatives = contents.sort((a, b) => b.length - a.length).map(escapePattern);
  return {
    byId: new Map(tokens.map((token) => [token.id, token])),
    byContent: new Map(tokens.map((token) => [token.content, token])),
    pattern: alternatives.length === 0 ? undefined : new RegExp(alternatives.join('|'), 'g'),
  };
}

function escapePattern(content: string): string {
  return content.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** Characters [begin, end). */
export interface TextRange {
  readonly begin: number;
  readonly end: number;
}

/** Stretches of text that may control, neighbours joined. */
function trustedRanges(spans: readonly Span[]): TextRange[] {
  const ranges: TextRange[] = [];
  for (const span of spans) {
    if (!mayControl(span)) continue;
    const last = ranges.at(-1);
    if (last?.end === span.start) ranges[ranges.length - 1] = { begin: last.begin, end: span.end };
    else ranges.push({ begin: span.start, end: span.end });
  }
  return ranges;
}

/** Indices of ids that are special tokens matched in text of others; in order. */
function forgedIn(
  text: string,
  { ids, offsets }: ChatEncoding,
  { byId }: Rules,
  trusted: readonly TextRange[],
): number[] {
  const forged: number[] = [];
  let range = 0;
  for (const [index, id] of ids.entries()) {
    const token = byId.get(id);
    if (token === undefined) continue;
    const begin = text.indexOf(token.content, offsets[2 * index]);
    const end = begin + token.content.length;
    // A model may answer with a special token, `<unk>` for instance, where the text does not hold it.
    if (begin < 0 || end > (offsets[2 * index + 1] ?? 0)) continue;
    while ((trusted[range]?.end ?? Infinity) < end) ++range;
    if ((trusted[range]?.begin ?? Infinity) > begin) forged.push(index);
  }
  return forged;
}

interface Match extends TextRange {
  readonly id: number;
}

/** Between the template's own special tokens, what holds a forged one is encoded anew as ordinary text. */
function encodeParts(
  tokenizer: ChatTokenizer,
  text: string,
  whole: ChatEncoding,
  rules: Rules,
  trusted: readonly TextRange[],
  forged: readonly number[],
): ChatEncoding {
  const matches = trusted.flatMap((range) => matchesIn(text, range, rules));
  const joined = new Joined();
  let begin = 0;
  for (const match of [...matches, { begin: text.length, end: text.length, id: -1 }]) {
    const part = { begin, end: Math.max(begin, match.begin) };
    if (holdsAny(part, whole.offsets, forged)) joined.addText(tokenizer, text, part);
    else joined.addIds(whole, part);
    if (match.id >= 0) joined.add(match.id, match.begin, match.end);
    begin = match.end;
  }
  return joined.finish();
}

function matchesIn(text: string, { begin, end }: TextRange, { pattern, byContent }: Rules): Match[] {
  if (pattern === undefined) return [];
  return Array.from(text.slice(begin, end).matchAll(pattern), (match) => {
    const token = byContent.get(match[0]);
    const at = begin + match.index;
    return {
      id: token?.id ?? 0,
      begin: token?.lstrip === true ? text.slice(0, at).trimEnd().length : at,
      end: token?.rstrip === true ? spaceEnd(text, at + match[0].length) : at + match[0].length,
    };
  });
}

function spaceEnd(text: string, at: number): number {
  return text.length - text.slice(at).trimStart().length;
}

function holdsAny(part: TextRange, offsets: Uint32Array, indices: readonly number[]): boolean {
  return indices.some((index) => (offsets[2 * index] ?? 0) < part.end && (offsets[2 * index + 1] ?? 0) > part.begin);
}

class Joined {
  readonly #ids: number[] = [];
  readonly #offsets: number[] = [];

  add(id: number, begin: number, end: number): void {
    this.#ids.push(id);
    this.#offsets.push(begin, end);
  }

  /** The ids that `whole` has for the part. */
  addIds({ ids, offsets }: ChatEncoding, part: TextRange): void {
    for (const [index, id] of ids.entries()) {
      const [begin, end] = [offsets[2 * index] ?? 0, offsets[2 * index + 1] ?? 0];
      if (begin >= part.begin && end <= part.end && part.begin < part.end) this.add(id, begin, end);
    }
  }

  addText(tokenizer: ChatTokenizer, text: string, { begin, end }: TextRange): void {
    const { ids, offsets } = tokenizer.encoding(text.slice(begin, end), { ...plain, special: 'literal' });
    for (const [index, id] of ids.entries()) {
      this.add(id, begin + (offsets[2 * index] ?? 0), begin + (offsets[2 * index + 1] ?? 0));
    }
  }

  finish(): ChatEncoding {
    return { ids: Uint32Array.from(this.#ids), offsets: Uint32Array.from(this.#offsets) };
  }
}
