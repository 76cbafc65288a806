// The encoder of a plan.

import { loadChatTemplate } from '@tokengraft/chat';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { DatasetPlan } from '../shards/plan.js';
import { createChatDrafter } from './chat-drafts.js';
import { RowEncoder } from './row-encoder.js';

export async function makeRowEncoder(
  tokenizer: Tokenizer,
  { settings, facts, template }: DatasetPlan,
): Promise<RowEncoder> {
  if (template === null) return new RowEncoder(tokenizer, settings, facts);
  const loaded = await loadChatTemplate(tokenizer.source.folder);
  const stop = facts.eosId === undefined ? undefined : tokenizer.idToToken(facts.eosId);
  const draftChat = createChatDrafter({
    template: loaded,
    tokenizer,
    settings,
    stopTokens: stop === undefined ? [] : [stop],
  });
  return new RowEncoder(tokenizer, settings, facts, draftChat);
}
