// A chat to ids and the mask of what is learnt.

import type { ChatTemplate } from '../chat-template.js';
import type { ChatEncoding, ChatTokenizer } from '../chat-tokenizer.js';
import { encodeChat, type EncodeChatOptions } from '../encode-chat.js';
import type { ChatInput } from '../render-chat.js';
import { maskIds } from './mask-ids.js';
import { superviseChat, type SupervisedChat, type SuperviseOptions } from './supervise-chat.js';

export interface MaskOptions extends SuperviseOptions, EncodeChatOptions {}

export interface MaskedChat extends SupervisedChat, ChatEncoding {
  /** 1 for ids of what is learnt, the token that ends a turn included. */
  readonly mask: Uint8Array;
}

/**
 * Renders, encodes and masks a chat. Content cannot become control tokens, unless `allowSpecialInContent`.
 * Fails with `verification-failed` where the methods that find the turns disagree.
 */
export function maskChat(
  template: ChatTemplate,
  input: ChatInput,
  tokenizer: ChatTokenizer,
  options: MaskOptions = {},
): MaskedChat {
  const { allowSpecialInContent = false, ...supervise } = options;
  const chat = superviseChat(template, input, tokenizer, supervise);
  const encoding = encodeChat(tokenizer, chat, { allowSpecialInContent });
  return { ...chat, ...encoding, mask: maskIds(chat.ranges, encoding.offsets) };
}
