// Messages to text, and where each piece of the text comes from.

import { expectArray, expectBoolean, expectObject, TokengraftError } from '@tokengraft/errors';
import { ChatTemplate } from './chat-template.js';
import { cutAfterFinalMessage } from './continue-final-message.js';
import { InputReader, templateOrigin, type RenderLimits, type Value } from './engine/index.js';
import { originOf } from './origins.js';
import { spansOf, type Span } from './span.js';
import { asTokengraftError } from './template-error.js';
import { readWallClock } from './wall-clock.js';

export interface ChatMessage {
  readonly role: string;
  readonly content?: string | null | readonly unknown[];
  readonly [field: string]: unknown;
}

/** What a template renders, by the names that templates use. */
export interface ChatInput {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly unknown[] | null;
  readonly documents?: readonly unknown[] | null;
  /** Append what begins an assistant's turn. transformers passes false where it is not asked for; here it is undefined then. */
  readonly add_generation_prompt?: boolean;
  /** End the text where the last message's content ends, so that a model goes on with it. Default false. */
  readonly continue_final_message?: boolean;
  /** Any further variable of the template. */
  readonly [variable: string]: unknown;
}

export interface RenderOptions {
  /** What `strftime_now` sees: a Date in local time, or an ISO time read as it is written. Default: now. */
  readonly now?: Date | string;
  /** Bounds of the work. */
  readonly limits?: RenderLimits;
}

export interface RenderedChat {
  readonly text: string;
  readonly spans: readonly Span[];
}

/**
 * Renders `input` as transformers does with jinja2, and tells for each piece of the text where it comes from.
 *
 * Fails with `template-failed` where the template refuses the chat or runs into an error, with `limit` where it works too
 * long or makes too much.
 *
 * @example
 * const template = await loadChatTemplate('./model');
 * const { text, spans } = renderChat(template, { messages: [{ role: 'user', content: 'Hello!' }] });
 */
export function renderChat(template: ChatTemplate, input: ChatInput, options: RenderOptions = {}): RenderedChat {
  const engine = ChatTemplate.engineOf(template);
  const { limits = {}, now } = options;
  const continued = checkInput(input);
  try {
    const reader = new InputReader(originOf);
    const variables = readVariables(template, input, reader);
    const run = { limits, input: reader, now: () => readWallClock(now) };
    const { text, runs } = engine.render(variables, run);
    const rendered = new LazyChat(text, () => spansOf(runs(), rolesOf(input)));
    return continued ? cutAfterFinalMessage(rendered, input, template.name) : rendered;
  } catch (error) {
    throw asTokengraftError(error, template.name);
  }
}

/** Who wants the text alone does not pay for the spans: they are found when somebody looks. */
class LazyChat implements RenderedChat {
  readonly text: string;
  declare readonly spans: readonly Span[];
  readonly #find: () => readonly Span[];
  #found: readonly Span[] | undefined;

  constructor(text: string, find: () => readonly Span[]) {
    this.text = text;
    this.#find = find;
    Object.defineProperty(this, 'spans', LazyChat.#spans);
  }

  /** The object's own, so that it is copied and written as JSON; one function for all, so that all objects have one shape. */
  static readonly #spans: PropertyDescriptor = {
    enumerable: true,
    get(this: LazyChat) {
      this.#found ??= this.#find();
      return this.#found;
    },
  };
}

/** Whether the final message is to be continued. */
function checkInput(input: ChatInput): boolean {
  expectObject('input', input);
  expectArray('input.messages', input.messages);
  const generation = expectBoolean('input.add_generation_prompt', input.add_generation_prompt ?? false);
  const continued = expectBoolean('input.continue_final_message', input.continue_final_message ?? false);
  if (generation && continued) {
    const message =
      'continue_final_message ends in the last message, add_generation_prompt begins a new one; use one of them';
    throw new TokengraftError('bad-argument', message);
  }
  return continued;
}

function rolesOf({ messages }: ChatInput): (string | undefined)[] {
  return messages.map((message) => (typeof message?.role === 'string' ? message.role : undefined));
}

/** The model's special tokens are the template's own text; what the caller passes goes over them. */
function readVariables(template: ChatTemplate, input: ChatInput, reader: InputReader): Map<string, Value> {
  const variables = new Map<string, Value>();
  const own = new InputReader(() => templateOrigin);
  for (const [name, token] of Object.entries(template.specialTokens))
    variables.set(name, own.read(token, undefined, name));
  for (const [name, value] of Object.entries(input)) {
    if (name !== 'continue_final_message' && value !== undefined)
      variables.set(name, reader.read(value, undefined, name));
  }
  return variables;
}
