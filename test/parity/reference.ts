// The native `tokenizers` package, which is the reference, asked in the same process.

import type { Tokenizer } from '@tokengraft/tokenizer';
import type { Tokenizer as Reference } from 'tokenizers';

/** All that both can say about a text. */
export interface Answers {
  readonly ids: readonly number[];
  readonly offsets: readonly (readonly [begin: number, end: number])[];
  readonly wordIds: readonly number[];
  readonly tokens: readonly string[];
  readonly decoded: string;
  readonly decodedWithoutSpecials: string;
}

export function answersOf(tokenizer: Tokenizer, text: string): Answers {
  const { ids, offsets, wordIds, tokens } = tokenizer.encoding(text, { offsets: 'codepoint' });
  return {
    ids: [...ids],
    offsets: Array.from(ids, (_, at) => [offsets[2 * at] ?? 0, offsets[2 * at + 1] ?? 0]),
    wordIds: [...wordIds],
    tokens,
    decoded: tokenizer.decode(ids),
    decodedWithoutSpecials: tokenizer.decode(ids, { skipSpecialTokens: true }),
  };
}

export async function referenceAnswersOf(reference: Reference, text: string): Promise<Answers> {
  const encoding = await reference.encode(text, null, { addSpecialTokens: true });
  const ids = encoding.getIds();
  return {
    ids,
    offsets: encoding.getOffsets(),
    wordIds: encoding.getWordIds().map((word) => word ?? -1),
    tokens: encoding.getTokens(),
    decoded: await reference.decode(ids, false),
    decodedWithoutSpecials: await reference.decode(ids, true),
  };
}
