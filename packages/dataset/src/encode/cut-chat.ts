// What becomes of a chat that is too long: the template's text is never cut, and neither is the token that ends a turn.

import { encodeChat, maskIds, splitChat, truncateChat, type ChatPart, type EncodedChat } from '@tokengraft/chat';
import type { RenderedChat, TextRange } from '@tokengraft/chat';
import { isTokengraftError } from '@tokengraft/errors';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { DatasetSettings } from '../settings.js';
import { RunList } from './token-bytes.js';
import { droppedRow, type CutRow, type TokenRow } from './truncate.js';

type Rule = Pick<DatasetSettings, 'truncation' | 'truncationSide' | 'stride'>;

/** A conversation as its template writes it. */
export interface DraftedChat {
  readonly chat: RenderedChat;
  /** What is supervised. */
  readonly ranges: readonly TextRange[];
  /** What ends turns, and what begins the chat. */
  readonly stopTokens: readonly string[];
  readonly beginToken: string;
}

type Way = (chat: EncodedChat, maxLength: number, rule: Rule, drafted: DraftedChat) => readonly CutRow[];

const ways: Readonly<Partial<Record<Rule['truncation'], Way>>> = {
  content: (chat, maxLength, { truncationSide: side }) => {
    const { lost, ...part } = truncateChat(chat, maxLength, { side });
    return [{ ...rowOf(part), reason: `truncated-${side}`, lost }];
  },
  'keep-answer': (chat, maxLength, { truncationSide: side }) => {
    const { lost, ...part } = truncateChat(chat, maxLength, { side, keepLearnt: true });
    const isWhole = countOnes(part.mask) === countOnes(chat.mask);
    return [{ ...rowOf(part), reason: isWhole ? 'truncated-prompt' : 'truncated-answer', lost }];
  },
  overflow: (chat, maxLength, { stride }, { stopTokens, beginToken }) =>
    splitChat(chat, maxLength, { stopTokens, beginToken, stride }).map((part) => ({
      ...rowOf(part),
      reason: 'overflow' as const,
      lost: 0,
    })),
};

/** How a chat is cut; undefined for ways of cutting that look at ids alone. A chat whose template alone is too long is dropped. */
export function chatCutter(
  tokenizer: Tokenizer,
  drafted: DraftedChat,
  rule: Rule,
): ((maxLength: number) => readonly CutRow[]) | undefined {
  const way = ways[rule.truncation];
  if (way === undefined) return undefined;
  return (maxLength) => {
    const encoding = encodeChat(tokenizer, drafted.chat);
    const chat = { ...drafted.chat, ...encoding, mask: maskIds(drafted.ranges, encoding.offsets) };
    try {
      return way(chat, maxLength, rule, drafted);
    } catch (error) {
      if (isTokengraftError(error) && error.code === 'limit') return [droppedRow(chat.ids.length)];
      throw error;
    }
  };
}

export function rowOf({ ids, mask }: ChatPart): TokenRow {
  const runs = new RunList();
  for (const [index, bit] of (mask ?? []).entries()) if (bit === 1) runs.add(index);
  return { ids, runs: runs.list };
}

function countOnes(mask: Uint8Array | undefined): number {
  return mask?.reduce((sum, bit) => sum + bit, 0) ?? 0;
}
