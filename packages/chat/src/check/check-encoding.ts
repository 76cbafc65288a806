// Control tokens are tokens where the template writes them, and text where a message holds them.

import { encodeChat } from '../encode-chat.js';
import { isField } from '../masks/content-ranges.js';
import { renderChat } from '../render-chat.js';
import { isTokengraftError } from '@tokengraft/errors';
import type { CheckedChat, CheckedModel, OpenChecks } from './check-chat.js';
import { probe } from './probe.js';

/** What control tokens look like. */
const controlLike =
  /<\|[^<>|\s]{1,40}\|>|<｜[^<>｜\s]{1,40}｜>|<\/?(?:s|bos|eos|start_of_turn|end_of_turn|end_of_utterance)>|\[\/?INST\]/g;

/** In the rendered chat: what the template writes in the shape of a control token is one. */
export function checkEncoding({ masked, model, place }: CheckedChat, open: OpenChecks): void {
  const inert = masked.spans.filter((span) => isField(span));
  for (const { 0: token, index } of masked.text.matchAll(controlLike)) {
    const end = index + token.length;
    if (inert.some((span) => span.start < end && span.end > index)) continue;
    recordToken(token, place, model, open);
  }
}

function recordToken(token: string, place: string, { tokenizer }: CheckedModel, open: OpenChecks): void {
  const known = tokenizer.tokenToId(token) !== undefined;
  open['specials-exist'].record(known, {
    place,
    reason: 'the template writes it, and the tokenizer has no such token',
    text: token,
  });
}

/** In the template's source, for what a chat may not show; and special strings in a message against none. */
export function checkSpecials(model: CheckedModel, open: OpenChecks): void {
  const literals = new Set(model.template.source.match(controlLike) ?? []);
  for (const token of literals) recordToken(token, model.template.name, model, open);
  const contents = model.tokenizer.specialTokens.map(({ content }) => content).filter((content) => content !== '');
  const plain = countSpecials('x', model);
  // Many at once, as one message holds them; a vocabulary may reserve thousands.
  const hostile = countSpecials(`x${contents.slice(0, 2000).join(' ')}x`, model);
  if (plain === undefined || hostile === undefined) return;
  open['content-inert'].record(plain === hostile, {
    place: 'the probe',
    reason: `a message of special strings makes ${hostile} control tokens, one without makes ${plain}`,
  });
}

/** Special tokens in the chat with `content`, as far as they stand for their own text: `<unk>` stands for any. */
function countSpecials(content: string, { template, tokenizer }: CheckedModel): number | undefined {
  const special = new Map(tokenizer.specialTokens.map((token) => [token.id, token.content]));
  const messages = probe.messages.map((message, index) => (index === 0 ? { ...message, content } : message));
  try {
    const chat = renderChat(template, { messages });
    const { ids, offsets } = encodeChat(tokenizer, chat);
    const stands = (id: number, index: number): boolean =>
      chat.text.slice(offsets[2 * index], offsets[2 * index + 1]).includes(special.get(id) ?? '\0');
    return ids.reduce((count, id, index) => count + (stands(id, index) ? 1 : 0), 0);
  } catch (error) {
    if (isTokengraftError(error)) return undefined;
    throw error;
  }
}
