// Whether a model can learn to stop, and does: template, tokenizer and configuration held against each other and against data.

import { isTokengraftError } from '@tokengraft/errors';
import type { ChatTemplate } from '../chat-template.js';
import type { ChatEncoding, ChatTokenizer } from '../chat-tokenizer.js';
import { adviseOnBos } from './check-form.js';
import type { ChatInput, RenderOptions } from '../render-chat.js';
import { checkEncoding, checkSpecials } from './check-encoding.js';
import { checkForm } from './check-form.js';
import { checkStop } from './check-stop.js';
import { OpenCheck, type Check } from './check.js';
import { probe } from './probe.js';
import { maskChat, type MaskedChat } from '../masks/mask-chat.js';

export interface CheckedModel {
  readonly template: ChatTemplate;
  readonly tokenizer: CheckTokenizer;
  /** Ids at which generation stops; see `readStopIds`. */
  readonly stopIds: readonly number[];
}

/** A tokenizer that can be asked for single tokens. */
export interface CheckTokenizer extends Omit<ChatTokenizer, 'encoding'> {
  encoding(
    text: string,
    options: { readonly addSpecialTokens: boolean; readonly special: 'match' | 'literal'; readonly offsets: 'utf16' },
  ): ChatEncoding;
  tokenToId(token: string): number | undefined;
  idToToken(id: number): string | undefined;
}

/** A chat, and where it stands for messages. */
export interface PlacedChat {
  readonly chat: ChatInput;
  readonly place: string;
}

export interface ChatReport {
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** What is no fault of the model, and goes wrong easily in other hands. */
  readonly advice: readonly string[];
  /** Chats of the data, the assistant turns in them, and how many ids they have and teach. */
  readonly chats: number;
  readonly turns: number;
  readonly ids: number;
  readonly supervisedIds: number;
}

/** What every check looks at. */
export interface CheckedChat extends PlacedChat {
  readonly model: CheckedModel;
  readonly masked: MaskedChat;
  readonly options: RenderOptions;
}

export const claims = {
  renders: 'the template renders the chat',
  'masks-agree': 'the methods that find what is learnt agree',
  'stop-emitted': 'the template ends every assistant turn with a control token',
  'stop-is-one-id': 'that token is one id',
  'stop-configured': 'generation stops at it',
  'stop-supervised': 'it is learnt in every assistant turn',
  'stop-is-not-pad': 'it is not the padding token',
  'user-not-supervised': 'nobody else’s text is learnt',
  'one-bos': 'no BOS stands behind a BOS',
  'prompt-is-prefix': 'the generation prompt is how trained turns begin',
  'prefix-preserving': 'a chat’s beginning is rendered as within the whole chat',
  'specials-exist': 'control tokens that the template writes are tokens',
  'content-inert': 'special strings in messages stay text',
} as const;

export type CheckName = keyof typeof claims;
export type OpenChecks = Readonly<Record<CheckName, OpenCheck>>;

/** Checks `model` with a chat of its own, and with all `chats`. */
export async function checkChat(
  model: CheckedModel,
  chats: AsyncIterable<PlacedChat> | Iterable<PlacedChat> = [],
  options: RenderOptions = {},
): Promise<ChatReport> {
  const open = Object.fromEntries(
    Object.entries(claims).map(([name, claim]) => [name, new OpenCheck(name, claim)]),
  ) as unknown as OpenChecks;
  const counts = { chats: 0, turns: 0, ids: 0, supervisedIds: 0 };
  checkOne({ chat: probe, place: 'the probe' }, model, options, open);
  checkSpecials(model, open);
  for await (const placed of chats) {
    const masked = checkOne(placed, model, options, open);
    ++counts.chats;
    counts.turns += masked?.turns.length ?? 0;
    counts.ids += masked?.ids.length ?? 0;
    counts.supervisedIds += masked?.mask.reduce((sum, bit) => sum + bit, 0) ?? 0;
  }
  const checks = Object.values(open).map((check) => check.finish());
  return { ok: checks.every(({ ok }) => ok), checks, advice: adviseOnBos(model), ...counts };
}

function checkOne(
  placed: PlacedChat,
  model: CheckedModel,
  options: RenderOptions,
  open: OpenChecks,
): MaskedChat | undefined {
  const masked = maskOrFail(placed, model, options, open);
  if (masked === undefined) return undefined;
  const checked: CheckedChat = { ...placed, model, masked, options };
  checkStop(checked, open);
  checkForm(checked, open);
  checkEncoding(checked, open);
  return masked;
}

/** Where the methods disagree, the other claims are tried on what is learnt by the first of them. */
function maskOrFail(
  { chat, place }: PlacedChat,
  { template, tokenizer, stopIds }: CheckedModel,
  options: RenderOptions,
  open: OpenChecks,
): MaskedChat | undefined {
  const stopTokens = stopIds.flatMap((id) => tokenizer.idToToken(id) ?? []);
  const mask = (crossCheck: boolean): MaskedChat =>
    maskChat(template, chat, tokenizer, { ...options, stopTokens, crossCheck });
  try {
    const masked = mask(true);
    open.renders.pass();
    open['masks-agree'].pass();
    return masked;
  } catch (error) {
    if (!isTokengraftError(error)) throw error;
    const { message, text } = error.details as { readonly message?: unknown; readonly text?: string };
    const disagrees = error.code === 'verification-failed';
    open[disagrees ? 'masks-agree' : 'renders'].fail({
      place,
      reason: error.message,
      ...(typeof message === 'number' ? { message } : {}),
      ...(text === undefined ? {} : { text }),
    });
    return disagrees ? mask(false) : undefined;
  }
}
