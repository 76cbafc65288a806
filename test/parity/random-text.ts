// Random texts that are unkind to a tokenizer: pieces of its own vocabulary, runs of blocks of Unicode, broken surrogates,
// and what added tokens are made of.

import type { Tokenizer } from '@tokengraft/tokenizer';

type Draw = (below: number) => number;

const blocks: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0x00, 0x1f],
  [0x80, 0xff],
  [0x100, 0x24f],
  [0x300, 0x36f],
  [0x370, 0x3ff],
  [0x400, 0x52f],
  [0x590, 0x6ff],
  [0x900, 0xdff],
  [0xe00, 0xfff],
  [0x1100, 0x11ff],
  [0x1e00, 0x1fff],
  [0x2000, 0x206f],
  [0x2070, 0x24ff],
  [0x2500, 0x27bf],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xd800, 0xdfff],
  [0xe000, 0xe0ff],
  [0xf900, 0xfaff],
  [0xfb00, 0xfdff],
  [0xfe00, 0xffff],
  [0x10300, 0x1034f],
  [0x1d400, 0x1d7ff],
  [0x1f1e6, 0x1f1ff],
  [0x1f300, 0x1faff],
  [0x20000, 0x2a6df],
];

const glue = [
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\t',
  '\u00a0',
  '\u200d',
  '\ufe0f',
  '\u0301',
  "'s",
  "'LL",
  '1',
  '\u2581',
  '<|',
  '<',
  '>',
];

export function randomTextOf(tokenizer: Tokenizer, draw: Draw): string {
  const parts = Array.from({ length: draw(14) }, () => randomPart(tokenizer, draw));
  return parts.join('');
}

function randomPart(tokenizer: Tokenizer, draw: Draw): string {
  const kind = draw(10);
  if (kind < 3) return spelling(tokenizer.idToToken(draw(tokenizer.idBound)) ?? '');
  if (kind < 5) return glue[draw(glue.length)] ?? '';
  if (kind === 5) return piecesOfAddedToken(tokenizer, draw);
  return runOfBlock(draw);
}

/** A token as it may stand in a text: spaces and line ends for their stand-ins. */
function spelling(token: string): string {
  return token.replaceAll('\u0120', ' ').replaceAll('\u010a', '\n').replaceAll('\u2581', ' ').replace(/^##/, '');
}

/** An added token, or the beginning of one, or two that overlap. */
function piecesOfAddedToken(tokenizer: Tokenizer, draw: Draw): string {
  const added = addedContents(tokenizer);
  const content = added[draw(Math.max(1, added.length))] ?? '<|x|>';
  const cut = draw(3);
  if (cut === 0) return content;
  return cut === 1 ? content.slice(0, draw(content.length)) : content.slice(0, draw(content.length)) + content;
}

const known = new WeakMap<Tokenizer, readonly string[]>();

function addedContents(tokenizer: Tokenizer): readonly string[] {
  const contents = known.get(tokenizer) ?? tokenizer.addedTokens.map(({ content }) => content);
  known.set(tokenizer, contents);
  return contents;
}

function runOfBlock(draw: Draw): string {
  const [first, last] = blocks[draw(blocks.length)] ?? [0x20, 0x7e];
  const repeat = draw(12) === 0 ? 40 : 1;
  const characters = Array.from({ length: 1 + draw(6) }, () => String.fromCodePoint(first + draw(last - first + 1)));
  return characters.join('').repeat(repeat);
}
