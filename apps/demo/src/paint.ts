// Tokens in colours: neighbouring tokens have different backgrounds, so that the cuts can be seen.

import type { Tokenizer } from '@tokengraft/tokenizer';

const backgrounds = [153, 223, 157, 218, 189];
const escape = '\u001b[';

/** `text` cut into its tokens, and how many there are. Without colours the cuts are shown by `|`. */
export function paint(tokenizer: Tokenizer, text: string, colours: boolean): { painted: string; tokens: number } {
  const { ids, offsets } = tokenizer.encoding(text, { offsets: 'utf16', addSpecialTokens: false });
  const pieces = piecesOf(text, offsets);
  const painted = colours ? pieces.map((piece, index) => colour(piece, index)).join('') : pieces.join('|');
  return { painted, tokens: ids.length };
}

// Tokens that are parts of one character share its range: they are shown as one piece.
function piecesOf(text: string, offsets: Uint32Array): string[] {
  const pieces: string[] = [];
  let end = 0;
  for (let index = 0; index < offsets.length; index += 2) {
    const next = Math.max(end, offsets[index + 1] ?? 0);
    if (next > end) pieces.push(text.slice(end, next));
    end = next;
  }
  return pieces;
}

function colour(piece: string, index: number): string {
  const background = backgrounds[index % backgrounds.length];
  // A background must not run on over the end of a line.
  return piece
    .split('\n')
    .map((line) => (line === '' ? '' : `${escape}38;5;16;48;5;${background}m${line}${escape}0m`))
    .join('\n');
}
