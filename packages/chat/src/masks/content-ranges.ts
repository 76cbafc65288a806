// Third method: a turn is the text of an assistant's fields, from where its generation prompt would end to the control token
// that ends it.

import type { TextRange } from '../encode-chat.js';
import type { RenderedChat } from '../render-chat.js';
import type { Span } from '../span.js';
import type { TurnRange } from './turn-range.js';

/** A turn by its fields, with the token that ends it, if there is one. */
export interface ContentTurn extends TurnRange {
  readonly terminator: TextRange | undefined;
}

export interface Markers {
  /** Contents of the control tokens that may end a turn. */
  readonly tokens: readonly string[];
  /** Contents of those that are known to end one. */
  readonly stops: readonly string[];
  /** What asking for a generation prompt adds before the turn: how it is opened. */
  readonly prompt: string | undefined;
}

/** The content of a chat by the messages it is from. */
export class ChatFields {
  readonly text: string;
  readonly #fields: readonly Span[];
  /** Of each message the first. */
  readonly #firsts = new Map<number | undefined, number>();

  constructor({ text, spans }: RenderedChat) {
    this.text = text;
    this.#fields = spans.filter(isField);
    for (const [index, { message }] of this.#fields.entries())
      if (!this.#firsts.has(message)) this.#firsts.set(message, index);
  }

  /** The first field of a message, and the last one that no other message's field stands before; and what is around them. */
  around(
    message: number,
  ): { readonly first: Span; readonly last: Span; readonly before?: Span; readonly behind?: Span } | undefined {
    const from = this.#firsts.get(message);
    const first = this.#fields[from ?? -1];
    if (from === undefined || first === undefined) return undefined;
    let until = from + 1;
    while (this.#fields[until]?.message === message) ++until;
    const [before, last, behind] = [this.#fields[from - 1], this.#fields[until - 1] ?? first, this.#fields[until]];
    return { first, last, ...(before && { before }), ...(behind && { behind }) };
  }
}

/** The turn of `message`, or undefined where none of its fields is shown. */
export function contentTurn(message: number, chat: ChatFields, markers: Markers): ContentTurn | undefined {
  const found = chat.around(message);
  if (found === undefined) return undefined;
  const { first, last, before, behind } = found;
  const terminator = findTerminator(chat.text.slice(last.end, behind?.start), last.end, markers);
  const begin = openedAt(chat.text, before?.end ?? 0, first.start, markers.prompt);
  return { message, begin, end: terminator?.end ?? last.end, terminator };
}

/** Content of the input, as opposed to the template's text and to roles. */
export function isField(span: Span): boolean {
  return span.source !== 'template' && span.field !== 'role';
}

/** Behind the prompt between `from` and `to`; `to` where it does not stand there. */
function openedAt(text: string, from: number, to: number, prompt: string | undefined): number {
  if (prompt === undefined || prompt === '') return to;
  const at = text.slice(from, to).indexOf(prompt);
  return at < 0 ? to : from + at + prompt.length;
}

/** The first control token in the template's text behind the turn's last field, unless it is one that opens turns. */
function findTerminator(gap: string, offset: number, { tokens, stops, prompt = '' }: Markers): TextRange | undefined {
  const found = firstToken(gap, tokens);
  if (found === undefined) return undefined;
  const token = gap.slice(found.begin, found.end);
  if (prompt.includes(token) && !stops.includes(token)) return undefined;
  return { begin: offset + found.begin, end: offset + found.end };
}

/** The leftmost of `tokens` in `text`, of several there the longest. */
export function firstToken(text: string, tokens: readonly string[]): TextRange | undefined {
  return tokensIn(text, tokens).toSorted((a, b) => a.begin - b.begin || b.end - a.end)[0];
}

/** The last of `tokens` in `text`. */
export function lastToken(text: string, tokens: readonly string[]): TextRange | undefined {
  const found = tokens.flatMap((token) => rangeAt(text.lastIndexOf(token), token));
  return found.toSorted((a, b) => b.begin - a.begin || b.end - a.end)[0];
}

function tokensIn(text: string, tokens: readonly string[]): TextRange[] {
  return tokens.flatMap((token) => rangeAt(text.indexOf(token), token));
}

function rangeAt(begin: number, token: string): TextRange[] {
  return begin < 0 || token === '' ? [] : [{ begin, end: begin + token.length }];
}
