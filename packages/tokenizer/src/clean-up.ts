// Closes up the spaces before punctuation and English contractions, as transformers does after decoding when a model's
// `clean_up_tokenization_spaces` is set.

import type { StreamDecoder } from './stream-decoder.js';

/** In this order: what one replacement leaves, the next one sees. */
const replacements: readonly (readonly [string, string])[] = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

export function cleanUpSpaces(text: string): string {
  return replacements.reduce((cleaned, [from, to]) => cleaned.replaceAll(from, to), text);
}

/**
 * Cleans up a text that arrives in pieces. Replacements remove spaces only, and none has a character before its end that
 * is not listed below; so behind any other character the text can be cut, and both sides cleaned alone.
 */
export function cleanStream(decoder: StreamDecoder): StreamDecoder {
  let held = '';
  return {
    push(ids) {
      const piece = decoder.push(ids);
      const cut = lastCut(piece);
      if (cut === 0) {
        held += piece;
        return '';
      }
      const certain = held + piece.slice(0, cut);
      held = piece.slice(cut);
      return cleanUpSpaces(certain);
    },
    flush() {
      const rest = held + decoder.flush();
      held = '';
      return cleanUpSpaces(rest);
    },
  };
}

const mayGoOn = new Set([' ', "'", 'n', 'v', 'r']);

function lastCut(text: string): number {
  let end = text.length;
  while (end > 0 && mayGoOn.has(text[end - 1] ?? '')) end--;
  return end;
}
