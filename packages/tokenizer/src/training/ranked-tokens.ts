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

/** Every new token, by id. `byteLevel`: they are spelled a character a byte. */
export function describeTokens(learned: Learned, after: NativeTokenizer, byteLevel: boolean): LearnedToken[] {
  const { firstId, characters, merges } = learned;
  const uses = remaining(learned);
  const names = uses.map((_, index) => after.idToToken(firstId + index) ?? '');
  const texts = (byteLevel ? textsOfBytes(names, firstId, after) : undefined) ?? textsOfTokens(names, firstId, after);
  return uses.map((left, index): LearnedToken => {
    const merge = index - characters.length;
    const character = characters[index];
    return {
      id: firstId + index,
      token: names[index] ?? '',
      text: texts[index] ?? '',
      parts: character === undefined ? [merges.left[merge] ?? 0, merges.right[merge] ?? 0] : [],
      count: character?.count ?? merges.counts[merge] ?? 0,
      saved: character === undefined ? (merges.saved[merge] ?? 0) : savedBy(character),
      uses: left,
    };
  });
}

/** Tokens that the corpus has fewer when a character is one instead of its bytes. */
export function savedBy({ character, count }: NewCharacter): number {
  return count * (Buffer.byteLength(character) - 1);
}

/** All tokens written out by one call and cut apart again, where names have a character a byte. */
function textsOfBytes(names: readonly string[], firstId: number, after: NativeTokenizer): string[] | undefined {
  const bytes = Buffer.from(
    after.decodeBytes(
      Uint32Array.from(names, (_, index) => firstId + index),
      false,
    ),
  );
  // No name is longer than its bytes: where all together are as long, each is.
  if (names.reduce((sum, { length }) => sum + length, 0) !== bytes.length) return undefined;
  let end = 0;
  return names.map(({ length }) => bytes.toString('utf8', end, (end += length)));
}

function textsOfTokens(names: readonly string[], firstId: number, after: NativeTokenizer): string[] {
  return names.map((name, index) => {
    const text = after.decode(Uint32Array.of(firstId + index), false);
    // Decoders leave out the space that begins a text; the mark says that it is there.
    return (name.startsWith('▁') && !text.startsWith(' ') ? ' ' : '') + text;
  });
}

function remaining({ firstId, characters, merges }: Learned): number[] {
  const uses = [...characters.map(({ count }) => count), ...merges.saved];
  const take = (part: number, saved: number): void => {
    if (part >= firstId) uses[part - firstId] = (uses[part - firstId] ?? 0) - saved;
  };
  merges.saved.forEach((saved, index) => {
    take(merges.left[index] ?? 0, saved);
    take(merges.right[index] ?? 0, saved);
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
