// The native `tokenizers` package, which is the reference, asked in the same process.

import type { Tokenizer } from '@tokengraft/tokenizer';
import type { Tokenizer as Reference } from 'tokenizers';

/** What both say about a text. (Not its tokens: the reference writes down what an unknown token stands for.) */
export interface Answers {
  readonly ids: readonly number[];
  readonly offsets: readonly (readonly [begin: number, end: number])[];
  readonly wordIds: readonly number[];
  readonly decoded: string;
  readonly decodedWithoutSpecials: string;
}

export function answersOf(tokenizer: Tokenizer, text: string): Answers {
  const { ids, offsets, wordIds } = tokenizer.encoding(text, { offsets: 'codepoint' });
  return {
    ids: [...ids],
    offsets: Array.from(ids, (_, at) => [offsets[2 * at] ?? 0, offsets[2 * at + 1] ?? 0]),
    wordIds: [...wordIds],
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
    decoded: await reference.decode(ids, false),
    decodedWithoutSpecials: await reference.decode(ids, true),
  };
}

/** Where two answers first differ, small enough to read. */
export function firstDifference(is: Answers, should: Answers): object | undefined {
  for (const key of ['ids', 'offsets', 'wordIds'] as const) {
    const at = is[key].findIndex((value, index) => String(value) !== String(should[key][index]));
    if (at >= 0 || is[key].length !== should[key].length) {
      return {
        key,
        at,
        is: is[key].slice(at, at + 4),
        should: should[key].slice(at, at + 4),
        offset: should.offsets[at],
      };
    }
  }
  for (const key of ['decoded', 'decodedWithoutSpecials'] as const) {
    if (is[key] !== should[key]) return { key, is: is[key], should: should[key] };
  }
  return undefined;
}
