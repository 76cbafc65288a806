// Texts to look at: cut by two tokenizers.

import type { NativeTokenizer } from '@tokengraft/native';
import { piecesOf } from './difference.js';

export interface SampleText {
  readonly text: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Of `texts` a few that fit on some lines, cut short where they are long; those that changed before others. */
export function sampleTexts(
  texts: readonly string[],
  [before, after]: readonly [NativeTokenizer, NativeTokenizer],
): SampleText[] {
  const samples = texts
    .filter((text) => text.length >= shortest)
    .slice(0, tried)
    .map((whole) => {
      const text = Array.from(whole.slice(0, 2 * longest).trimEnd())
        .slice(0, longest)
        .join('');
      return { text, before: cut(before, text), after: cut(after, text) };
    });
  const changed = samples.filter((sample) => sample.after.length !== sample.before.length);
  return [...changed, ...samples.filter((sample) => !changed.includes(sample))].slice(0, most);
}

const [shortest, longest, most, tried] = [20, 320, 4, 12];

function cut(tokenizer: NativeTokenizer, text: string): string[] {
  const { ids, offsets } = tokenizer.encoding(text, undefined, false, 0, 2);
  const spans = Array.from(ids, (_, index) => ({ begin: offsets[2 * index] ?? 0, end: offsets[2 * index + 1] ?? 0 }));
  return piecesOf(text, spans);
}
