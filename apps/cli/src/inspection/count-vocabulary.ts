import { accountRows, type Checkpoint } from '@tokengraft/checkpoint';
import type { Tokenizer } from '@tokengraft/tokenizer';
import type { VocabularyCounts } from './inspection.js';

export function countVocabulary(checkpoint: Checkpoint, tokenizer: Tokenizer): VocabularyCounts {
  const tokens = usedTokens(tokenizer);
  const { rows, ids, used, spare, holes } = accountRows({
    rows: checkpoint.rows,
    usedIds: Uint32Array.from(tokens.keys()),
  });
  const reserved = [...tokens.values()].filter((token) => reservedName.test(token)).length;
  return { rows, ids, used, spare, reserved, holes };
}

/** Llama's, Gemma's and BERT's ways to keep an id for later. */
const reservedName = /^<\|reserved_|^<unused\d+>$|^\[unused\d+\]$|^<\|extra_\d+\|>$/;

/** Every token by its id. */
export function usedTokens(tokenizer: Tokenizer): Map<number, string> {
  const tokens = new Map<number, string>();
  for (let id = 0; id < tokenizer.idBound; id++) {
    const token = tokenizer.idToToken(id);
    if (token !== undefined) tokens.set(id, token);
  }
  return tokens;
}
