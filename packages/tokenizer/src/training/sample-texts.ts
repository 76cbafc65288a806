// Texts to look at: cut by two tokenizers.

import type { NativeTokenizer } from '@tokengraft/native';
import { piecesOf } from './difference.js';

export interface SampleText {
  readonly text: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Of `texts` a few that fit on some lines, cut short where they are long. */
export function sampleTexts(
  texts: readonly string[],
  [before, after]: readonly [NativeTokenizer, NativeTokenizer],
): SampleText[] {
  return texts
    .filter((text) => text.length >= shortest)
    .slice(0, most)
    .map((whole) => {
      const text = Array.from(whole.trimEnd()).slice(0, longest).join('');
      return { text, before: cut(before, text), after: cut(after, text) };
    });
}

const [shortest, longest, most] = [20, 320, 4];

function cut(tokenizer: NativeTokenizer, text: string): string[] {
  const { ids, offsets } = tokenizer.encoding(text, undefined, false, 0, 2);
  const spans = Array.from(ids, (_, index) => ({ begin: offsets[2 * index] ?? 0, end: offsets[2 * index + 1] ?? 0 }));
  return piecesOf(text, spans);
}
