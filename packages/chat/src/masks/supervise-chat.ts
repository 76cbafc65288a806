// Which characters of a rendered chat are learnt, by three methods that must agree.

import { expectBoolean, expectObject, TokengraftError } from '@tokengraft/errors';
import type { ChatTemplate } from '../chat-template.js';
import type { ChatTokenizer } from '../chat-tokenizer.js';
import type { TextRange } from '../encode-chat.js';
import { renderChat, type ChatInput, type RenderedChat, type RenderOptions } from '../render-chat.js';
import { compareTurn, type Disagreement } from './agree.js';
import { ChatFields, contentTurn, lastToken, type ContentTurn, type Markers } from './content-ranges.js';
import { generatedRanges } from './generated-ranges.js';
import { generationPrompt, prefixTurn, renderPart, type PrefixRendering, type PrefixTurn } from './prefix-ranges.js';
import type { TurnRange } from './turn-range.js';
import { assistantMessages, learntMessages, type Turns } from './turns.js';

export interface SuperviseOptions extends RenderOptions {
  /** Which assistant turns are learnt. Default 'all'. A message with `train: false` is left out of either. */
  readonly turns?: Turns;
  /** Contents of tokens that end a turn, beside the template's `eos_token`. Default: none. */
  readonly stopTokens?: readonly string[];
  /** Compare the methods. Rendering prefixes takes a rendering per turn; without it large data go faster. Default true. */
  readonly crossCheck?: boolean;
}

export type MaskMethod = 'generation' | 'prefix' | 'content';

export interface SupervisedTurn {
  readonly message: number;
  /** Which method says what is learnt; the others agree or have nothing to say. */
  readonly method: MaskMethod;
  readonly ranges: readonly TextRange[];
  /** Where the token stands that ends the turn; undefined: the template writes none. */
  readonly terminator: TextRange | undefined;
}

export interface SupervisedChat extends RenderedChat {
  readonly turns: readonly SupervisedTurn[];
  /** All ranges, in order. */
  readonly ranges: readonly TextRange[];
}

/**
 * Renders a chat and says which of its characters are learnt: what the template marks with `{% generation %}`, where it marks
 * anything; else what an assistant's turn adds behind its generation prompt, to the token that ends it; else the turn's fields
 * and that token. Fails with `verification-failed` where two methods disagree about an assistant's text or its last token.
 * Turns behind the 512th message are not compared.
 */
export function superviseChat(
  template: ChatTemplate,
  input: ChatInput,
  tokenizer: Pick<ChatTokenizer, 'specialTokens'>,
  options: SuperviseOptions = {},
): SupervisedChat {
  const {
    turns = 'all',
    crossCheck = true,
    stopTokens = [],
    ...render
  } = expectObject('options', options) as SuperviseOptions;
  expectBoolean('options.crossCheck', crossCheck);
  const whole = { ...input, add_generation_prompt: input.add_generation_prompt ?? false };
  const chat = renderChat(template, whole, render);
  const all = assistantMessages(input);
  const generated = generatedRanges(chat, all);
  const source: TurnSource = {
    chat,
    fields: new ChatFields(chat),
    isMarked: generated.length > 0,
    generated: byMessage(generated),
    rendering: { template, input: whole, text: chat.text, options: render },
    markers: markersOf(tokenizer, template, stopTokens),
    crossCheck,
  };
  const learnt = superviseTurns(learntMessages(input, turns), source);
  return {
    ...chat,
    turns: learnt,
    ranges: learnt.flatMap((turn) => turn.ranges).toSorted((a, b) => a.begin - b.begin),
  };
}

interface TurnSource {
  readonly chat: RenderedChat;
  readonly fields: ChatFields;
  /** Whether the template marks turns. */
  readonly isMarked: boolean;
  /** What it marks, by message. */
  readonly generated: ReadonlyMap<number, readonly TurnRange[]>;
  readonly rendering: PrefixRendering;
  readonly markers: Omit<Markers, 'prompt'>;
  readonly crossCheck: boolean;
}

function byMessage(ranges: readonly TurnRange[]): Map<number, TurnRange[]> {
  const groups = new Map<number, TurnRange[]>();
  for (const range of ranges) groups.set(range.message, [...(groups.get(range.message) ?? []), range]);
  return groups;
}

/**
 * Rendering what is before each turn takes time that grows with the square of their number, so it ends here; the turns behind are
 * told by the other methods, and begin and end as those before do.
 */
const mostRendered = 512;

function superviseTurns(messages: readonly number[], source: TurnSource): SupervisedTurn[] {
  const near = messages.filter((message, index) => message < mostRendered || index === 0);
  const turns = near.map((message) => superviseTurn(message, source));
  if (near.length === messages.length) return turns;
  const { text } = source.chat;
  const ends = turns.flatMap(({ terminator: at }) => (at === undefined ? [] : [text.slice(at.begin, at.end)]));
  const tokens = [...new Set([...source.markers.stops, ...ends])];
  const far: FarSource = { ...source, markers: { ...source.markers, tokens }, opening: openingOf(turns, source) };
  return [...turns, ...messages.slice(near.length).map((message) => superviseFarTurn(message, far))];
}

interface FarSource extends TurnSource {
  /** What the template writes in a turn before its first field. */
  readonly opening: string;
}

function openingOf(turns: readonly SupervisedTurn[], { chat, fields }: TurnSource): string {
  const last = turns.findLast(({ ranges }) => ranges.length > 0);
  const first = last === undefined ? undefined : fields.around(last.message)?.first;
  return first === undefined ? '' : chat.text.slice(last?.ranges[0]?.begin, first.start);
}

function superviseFarTurn(message: number, source: FarSource): SupervisedTurn {
  const turn = contentTurn(message, source.fields, { ...source.markers, prompt: undefined });
  if (source.isMarked) return supervised(message, 'generation', source.generated.get(message) ?? [], turn, source);
  if (turn === undefined) return supervised(message, 'content', [], turn, source);
  const { opening, chat } = source;
  const isOpened = chat.text.endsWith(opening, turn.begin);
  return supervised(
    message,
    'content',
    [isOpened ? { ...turn, begin: turn.begin - opening.length } : turn],
    turn,
    source,
  );
}

function markersOf(
  tokenizer: Pick<ChatTokenizer, 'specialTokens'>,
  { specialTokens }: ChatTemplate,
  given: readonly string[],
): Omit<Markers, 'prompt'> {
  const { eos_token: end } = specialTokens;
  const stops = [...given, ...(typeof end === 'string' ? [end] : [])];
  return { tokens: [...new Set([...tokenizer.specialTokens.map(({ content }) => content), ...stops])], stops };
}

function superviseTurn(message: number, source: TurnSource): SupervisedTurn {
  const { fields, isMarked, rendering, crossCheck } = source;
  const before = renderPart(rendering, message, true);
  const prompt = generationPrompt(rendering, message, before);
  const marked = source.generated.get(message) ?? [];
  const content = contentTurn(message, fields, { ...source.markers, prompt });
  const needsPrefix = crossCheck || !isMarked;
  const prefix = needsPrefix ? prefixTurn(message, rendering, before) : undefined;
  const turn = withoutOpener(content, prefix, source);
  if (turn !== undefined && crossCheck) expectAgreement(marked, prefix, turn, source);
  if (isMarked) return supervised(message, 'generation', marked, turn, source);
  if (prefix !== undefined && !('reason' in prefix)) return supervised(message, 'prefix', [prefix], turn, source);
  return supervised(message, 'content', turn === undefined ? [] : [turn], turn, source);
}

/** Behind the turn, a token that is not known to end turns opens the next one. */
function withoutOpener(
  turn: ContentTurn | undefined,
  prefix: PrefixTurn | undefined,
  { chat, markers }: TurnSource,
): ContentTurn | undefined {
  const { terminator } = turn ?? {};
  if (turn === undefined || terminator === undefined || prefix === undefined || 'reason' in prefix) return turn;
  const inside = terminator.end <= prefix.end;
  const known = markers.stops.includes(chat.text.slice(terminator.begin, terminator.end));
  return inside || known ? turn : { ...turn, end: Math.min(terminator.begin, prefix.end), terminator: undefined };
}

/** The turn up to the token that ends it: what the template writes behind it is not the model's to say. */
function supervised(
  message: number,
  method: MaskMethod,
  ranges: readonly TurnRange[],
  turn: ContentTurn | undefined,
  { chat, markers }: TurnSource,
): SupervisedTurn {
  const last = ranges.at(-1);
  if (last === undefined) return { message, method, ranges: [], terminator: undefined };
  const terminator = turn === undefined ? lastTokenIn(chat.text, last, markers.tokens) : turn.terminator;
  if (method !== 'prefix' || terminator === undefined) return { message, method, ranges, terminator };
  return { message, method, ranges: [{ begin: last.begin, end: terminator.end }], terminator };
}

/** Of a turn that shows no field: its last control token. */
function lastTokenIn(text: string, { begin, end }: TextRange, tokens: readonly string[]): TextRange | undefined {
  const found = lastToken(text.slice(begin, end), tokens);
  return found === undefined ? undefined : { begin: begin + found.begin, end: begin + found.end };
}

function expectAgreement(
  marked: readonly TurnRange[],
  prefix: PrefixTurn | undefined,
  turn: ContentTurn,
  { chat, rendering }: TurnSource,
): void {
  const disagreement =
    (marked.length === 0 ? undefined : compareTurn('generation', marked, turn, chat)) ??
    (prefix === undefined || 'reason' in prefix
      ? undefined
      : compareTurn('prefix', [reaching(prefix, turn)], turn, chat));
  if (disagreement !== undefined) throw refuse(disagreement, rendering.template.name);
}

/** A token that ends the turn and is written by the turn behind it belongs to this one. */
function reaching(prefix: TurnRange, { terminator }: ContentTurn): TurnRange {
  return terminator === undefined ? prefix : { ...prefix, end: Math.max(prefix.end, terminator.end) };
}

function refuse(disagreement: Disagreement, name: string): TokengraftError {
  const { message, method, reason, text } = disagreement;
  const how = method === 'generation' ? '{% generation %}' : 'rendering the chat up to the turn';
  return new TokengraftError(
    'verification-failed',
    `${name}: message ${message}: ${how} ${reason}, ${JSON.stringify(text.slice(0, 200))}; the mask of this turn would be wrong`,
    { template: name, ...disagreement },
  );
}
