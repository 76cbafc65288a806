// What was learnt, token by token, and how the corpus shrinks with each.

import type { NativeLearnedBpe, NativeTokenizer } from '@tokengraft/native';

export interface LearnedToken {
  readonly id: number;
  /** As the vocabulary spells it. */
  readonly token: string;
  /** What it stands for; U+FFFD where that is part of a character. */
  readonly text: string;
  /** Ids it was made of; empty for a character. */
  readonly parts: readonly number[];
  /** Of the pair, when it was chosen. */
  readonly count: number;
  /** Tokens that the corpus has fewer by this one. */
  readonly saved: number;
  /** How often the corpus has it at last: tokens made of it have taken the rest. */
  readonly uses: number;
}

export interface CurvePoint {
  readonly added: number;
  /** Of the corpus. */
  readonly tokens: number;
  /** Runs of anything but white space; null where nobody counted them. */
  readonly tokensPerWord: number | null;
  readonly bytesPerToken: number | null;
}

export interface NewCharacter {
  readonly character: string;
  readonly count: number;
}

interface Learned {
  readonly firstId: number;
  readonly characters: readonly NewCharacter[];
  readonly merges: NativeLearnedBpe;
}

/** Every new token, by id. */
export function describeTokens({ firstId, characters, merges }: Learned, after: NativeTokenizer): LearnedToken[] {
  const uses = remaining({ firstId, characters, merges });
  const of = (index: number) => {
    const id = firstId + index;
    const token = after.idToToken(id) ?? '';
    const text = after.decode(Uint32Array.of(id), false);
    // Decoders leave out the space that begins a text; the mark says that it is there.
    const lead = token.startsWith('▁') && !text.startsWith(' ') ? ' ' : '';
    return { id, token, text: lead + text, uses: uses[index] ?? 0 };
  };
  const first = characters.map(({ character, count }, index): LearnedToken => {
    return { ...of(index), parts: [], count, saved: count * (Buffer.byteLength(character) - 1) };
  });
  const made = Array.from(merges.left, (left, index): LearnedToken => {
    const parts = [left, merges.right[index] ?? 0];
    const [count, saved] = [merges.counts[index] ?? 0, merges.saved[index] ?? 0];
    return { ...of(characters.length + index), parts, count, saved };
  });
  return [...first, ...made];
}

function remaining({ firstId, characters, merges }: Learned): number[] {
  const uses = [...characters.map(({ count }) => count), ...merges.saved];
  merges.saved.forEach((saved, index) => {
    for (const part of [merges.left[index] ?? 0, merges.right[index] ?? 0]) {
      if (part >= firstId) uses[part - firstId] = (uses[part - firstId] ?? 0) - saved;
    }
  });
  return uses;
}

/** Tokens of the corpus after so many additions, at `points` places. */
export function curveOf(
  tokens: readonly LearnedToken[],
  corpus: { readonly tokens: number; readonly words: number; readonly bytes: number },
  points = 40,
): CurvePoint[] {
  const curve: CurvePoint[] = [];
  const step = Math.max(1, Math.ceil(tokens.length / points));
  let left = corpus.tokens;
  for (let added = 0; added <= tokens.length; added++) {
    if (added % step === 0 || added === tokens.length) {
      const tokensPerWord = corpus.words === 0 ? null : left / corpus.words;
      const bytesPerToken = corpus.bytes === 0 || left === 0 ? null : corpus.bytes / left;
      curve.push({ added, tokens: left, tokensPerWord, bytesPerToken });
    }
    left -= tokens[added]?.saved ?? 0;
  }
  return curve;
}
