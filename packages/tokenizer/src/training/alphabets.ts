// First symbols: what tokens there are before the first merge.

import type { NativeWords } from '@tokengraft/native';
import type { Alphabet } from './presets/index.js';

/** SentencePiece's default: what is rarer is written in bytes. */
const coverage = 0.9995;

/** GPT-2's stand-ins for bytes, by code point: the printable characters of Latin-1, then U+0100 and on for the others. */
export function byteAlphabet(): string[] {
  const printable = (byte: number): boolean => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const others = bytes.filter((byte) => !printable(byte)).map((_, index) => 0x100 + index);
  return [...bytes.filter(printable), ...others].map((code) => String.fromCharCode(code));
}

export function byteTokens(): string[] {
  return Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
}

/** First symbols for characters, as `alphabet` writes them. */
export const spellings: Readonly<Record<Alphabet, (characters: readonly string[]) => readonly string[]>> = {
  bytes: byteAlphabet,
  'characters-with-end': (characters) => characters.flatMap((character) => [character, `${character}</w>`]),
  'characters-with-bytes': (characters) => [...byteTokens(), ...characters],
  'characters-with-continuation': (characters) => characters.flatMap((character) => [character, `##${character}`]),
  characters: (characters) => characters,
};

/** The characters of a corpus that get tokens of their own, by code point. */
export async function corpusAlphabet(
  words: NativeWords,
  alphabet: Alphabet,
  limit: number | undefined,
): Promise<readonly string[]> {
  if (alphabet === 'bytes') return [];
  const { characters, counts } = await words.characters();
  const found = Array.from(characters, (code, index) => ({
    character: String.fromCodePoint(code),
    count: counts[index] ?? 0,
  })).filter(({ character }) => !/\p{Cc}/u.test(character));
  const kept = found.slice(0, limit ?? (alphabet === 'characters-with-bytes' ? covering(found) : found.length));
  return kept.map(({ character }) => character).sort(byCodePoint);
}

/** How many of the most frequent characters make up the covered share. */
function covering(found: readonly { readonly count: number }[]): number {
  const all = found.reduce((sum, { count }) => sum + count, 0);
  let sum = 0;
  const place = found.findIndex(({ count }) => (sum += count) >= coverage * all);
  return place + 1;
}

/** UTF-8 keeps the order of code points; JavaScript's own comparison does not. */
export function byCodePoint(a: string, b: string): number {
  return (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0);
}
