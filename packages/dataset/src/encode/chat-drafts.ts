// Conversations through a model's chat template: text and what of it is learnt, by the chat package. What a message says
// never becomes a control token.

import {
  encodeChat,
  listChatTemplates,
  loadChatTemplate,
  maskIds,
  mayControl,
  superviseChat,
  type ChatInput,
  type ChatTemplate,
  type SupervisedChat,
  type TextRange,
} from '@tokengraft/chat';
import type { Tokenizer } from '@tokengraft/tokenizer';
import { RowError, type Example, type Turn } from '../shapes/example.js';
import type { DatasetSettings } from '../settings.js';
import { chatCutter, rowOf } from './cut-chat.js';
import type { Draft, Part } from './draft.js';
import type { DraftChat } from './row-encoder.js';

/** The source of the model folder's chat template; undefined where it has none. */
export async function chatTemplateOf(folder: string): Promise<string | undefined> {
  const names = await listChatTemplates(folder);
  return names.length === 0 ? undefined : (await loadChatTemplate(folder)).source;
}

export interface ChatDrafting {
  readonly template: ChatTemplate;
  readonly tokenizer: Tokenizer;
  readonly settings: DatasetSettings;
  readonly stopTokens: readonly string[];
}

export function createChatDrafter(drafting: ChatDrafting): DraftChat {
  const { template, tokenizer, settings, stopTokens } = drafting;
  // Asked for once: a tokenizer makes the list anew each time.
  const known = { specialTokens: tokenizer.specialTokens };
  const specials = patternOf(known.specialTokens.map(({ content }) => content));
  const { bos_token: bos } = template.specialTokens;
  const beginToken = typeof bos === 'string' ? bos : '';
  const clock = settings.now === '' ? {} : { now: settings.now };
  return (example) => {
    const input = inputOf(example, settings.rendering === 'template');
    if (input === undefined) return undefined;
    const turns = example.side === undefined ? 'all' : 'last';
    const chat = superviseChat(template, input, known, { turns, stopTokens, ...clock });
    const ranges = settings.supervise === 'all' ? [{ begin: 0, end: chat.text.length }] : learntRanges(chat, drafting);
    const ends = stopsOf(chat, drafting);
    const cut = chatCutter(tokenizer, { chat, ranges, stopTokens: ends, beginToken }, settings);
    if (!hasForgedTokens(chat, specials))
      return { pieces: [partsOf(chat.text, ranges)], framed: false, templated: true, cut };
    if (settings.special === 'refuse') throw new RowError('a message contains the text of a special token');
    return { ...encodeForged(tokenizer, chat, ranges), cut };
  };
}

/** What the template gets; undefined for rows that are no conversation. */
function inputOf(example: Example, always: boolean): ChatInput | undefined {
  const { messages, extras = {}, turns } = example;
  if (messages !== undefined) return { ...extras, messages: messages.map(withTrain) as ChatInput['messages'] };
  if (!always || turns.some(({ role }) => role === 'text')) return undefined;
  return { messages: joinNeighbours(turns).map(({ role, text }) => ({ role, content: text })) };
}

/** OpenAI's `weight: 0` says what `train: false` says. */
function withTrain(message: unknown): unknown {
  const isIgnored = (message as { weight?: unknown } | null)?.weight === 0;
  return isIgnored ? { ...(message as object), train: false } : message;
}

/** An instruction and its input are one message. */
function joinNeighbours(turns: readonly Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    if (last?.role === turn.role) joined[joined.length - 1] = { ...turn, text: `${last.text}\n\n${turn.text}` };
    else joined.push(turn);
  }
  return joined;
}

/** A turn's ranges end with the token that ends it; settings may leave that out, or add those of everybody's turns. */
function learntRanges(chat: SupervisedChat, drafting: ChatDrafting): TextRange[] {
  const { turns } = chat;
  const { trainOnEos } = drafting.settings;
  if (trainOnEos === 'all') return [...turns.flatMap(({ ranges }) => ranges), ...stopRanges(chat, drafting)];
  const last = turns.at(-1);
  return turns.flatMap((turn) => {
    const keeps = trainOnEos === 'turn' || (trainOnEos === 'last' && turn === last);
    const { terminator } = turn;
    if (keeps || terminator === undefined) return [...turn.ranges];
    return turn.ranges.map(({ begin, end }) => ({ begin, end: Math.min(end, Math.max(begin, terminator.begin)) }));
  });
}

/** What ends turns: the tokens behind the assistant's, and the model's end of sequence. */
function stopsOf({ text, turns }: SupervisedChat, { stopTokens, template }: ChatDrafting): string[] {
  const ends = turns.flatMap(({ terminator: at }) => (at === undefined ? [] : [text.slice(at.begin, at.end)]));
  const { eos_token: eos } = template.specialTokens;
  return [...new Set([...ends, ...stopTokens, ...(typeof eos === 'string' ? [eos] : [])])];
}

/** Where the template ends somebody's turn. */
function stopRanges(chat: SupervisedChat, drafting: ChatDrafting): TextRange[] {
  const places = placesOf(patternOf(stopsOf(chat, drafting)), chat.text, chat.spans);
  return [...places].filter(({ isForged }) => !isForged);
}

/** The text cut where what is learnt begins and ends. */
function partsOf(text: string, ranges: readonly TextRange[]): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { begin, end } of ranges.toSorted((a, b) => a.begin - b.begin)) {
    if (begin > at) parts.push({ text: text.slice(at, begin), supervised: false });
    if (end > Math.max(at, begin)) parts.push({ text: text.slice(Math.max(at, begin), end), supervised: true });
    at = Math.max(at, end);
  }
  if (at < text.length) parts.push({ text: text.slice(at), supervised: false });
  return parts;
}

function patternOf(contents: Iterable<string>): RegExp | undefined {
  const escaped = [...contents]
    .filter((content) => content !== '')
    .sort((a, b) => b.length - a.length)
    .map((content) => content.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return escaped.length === 0 ? undefined : new RegExp(escaped.join('|'), 'g');
}

/** Whether the text of a special token stands, in part at least, in what others than the template wrote. */
function hasForgedTokens({ text, spans }: SupervisedChat, pattern: RegExp | undefined): boolean {
  for (const { isForged } of placesOf(pattern, text, spans)) if (isForged) return true;
  return false;
}

interface TokenPlace extends TextRange {
  /** Others than the template wrote some of it. */
  readonly isForged: boolean;
}

function* placesOf(
  pattern: RegExp | undefined,
  text: string,
  spans: SupervisedChat['spans'],
): Generator<TokenPlace, void> {
  let at = 0;
  for (const { index, 0: content } of pattern === undefined ? [] : text.matchAll(pattern)) {
    const end = index + content.length;
    while ((spans[at]?.end ?? Infinity) <= index) at++;
    let isForged = false;
    for (let span = at; (spans[span]?.start ?? Infinity) < end; span++) {
      const each = spans[span];
      isForged ||= each !== undefined && !mayControl(each);
    }
    yield { begin: index, end, isForged };
  }
}

function encodeForged(tokenizer: Tokenizer, chat: SupervisedChat, ranges: readonly TextRange[]): Draft {
  const { ids, offsets } = encodeChat(tokenizer, chat);
  return { pieces: [rowOf({ ids, mask: maskIds(ranges, offsets) })], framed: false };
}
