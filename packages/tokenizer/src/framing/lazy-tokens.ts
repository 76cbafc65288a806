// The tokens of an encoding, spelt when they are asked for: most callers want ids alone, and a long text has millions.

import type { NativeTokenizer } from '@tokengraft/native';
import type { Encoding } from '../encoding.js';

type Spell = () => readonly string[];

/** An encoding of these fields, whose tokens are made by `spell` at the first look. */
export function withTokens(fields: Omit<Encoding, 'tokens'>, spell: Spell): Encoding {
  const { ids, offsets, attentionMask, typeIds, specialTokensMask, wordIds, sequenceIds, overflowing } = fields;
  let spelt: readonly string[] | undefined;
  return {
    ids,
    get tokens() {
      return (spelt ??= spell());
    },
    offsets,
    attentionMask,
    typeIds,
    specialTokensMask,
    wordIds,
    sequenceIds,
    overflowing,
  };
}

/** `encoding` with other overflowing ones; its tokens stay unspelt. */
export function withOverflowing(encoding: Encoding, overflowing: readonly Encoding[]): Encoding {
  const { ids, offsets, attentionMask, typeIds, specialTokensMask, wordIds, sequenceIds } = encoding;
  const fields = { ids, offsets, attentionMask, typeIds, specialTokensMask, wordIds, sequenceIds, overflowing };
  return withTokens(fields, () => encoding.tokens);
}

export function spellIds(tokenizer: NativeTokenizer, ids: Uint32Array): Spell {
  return () => Array.from(ids, (id) => tokenizer.idToToken(id) ?? '');
}
