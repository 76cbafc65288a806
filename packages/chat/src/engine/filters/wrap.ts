// wordwrap: Python's textwrap, paragraph by paragraph.

import type { Budget } from '../budget.js';
import { valueError } from '../failure.js';
import { indexOf } from '../numbers.js';
import { splitLines } from '../methods/text-split.js';
import { expectText, type Bound } from '../signature.js';
import type { RenderState } from '../state.js';
import { characters, codePointCount, derived } from '../text.js';
import { textOf } from '../traced.js';
import { skipForward } from '../white-space.js';
import { Undefined } from '../objects.js';
import { isTrue, type Text, type Value } from '../values.js';

interface Wrapping {
  readonly width: number;
  readonly breakLongWords: boolean;
  readonly breakOnHyphens: boolean;
  readonly budget: Budget;
}

export function wordWrap(value: Value, bound: Bound, { budget }: RenderState): Text {
  if (value instanceof Undefined) value.fail();
  const [width = 79, breakLongWords = true, wrapString = null, breakOnHyphens = true] = bound;
  const text = expectText(value, 'wordwrap() operand');
  const between = wrapString === null ? '\n' : textOf(expectText(wrapString, 'wrapstring'));
  budget.spendText(8 * textOf(text).length);
  const wrapping = {
    width: indexOf(width),
    breakLongWords: isTrue(breakLongWords),
    breakOnHyphens: isTrue(breakOnHyphens),
    budget,
  };
  const paragraphs = splitLines(text, false).map((line) => wrap(textOf(line), wrapping).join(between));
  return derived(paragraphs.join(between), text);
}

const white = '[\\t-\\r ]';
const inWord = '[\\p{L}\\p{N}_]';
const letter = '[\\p{L}\\p{Nl}\\p{No}_]';
const besideDash = '[\\p{L}\\p{N}_!"\'&.,?]';
/** White space; a dash between words; a word, which may end at a hyphen within it, at white space or before a dash. */
const pieces = new RegExp(
  `(${white}+|(?<=${besideDash})-{2,}(?=${inWord})|[^\\t-\\r ]+?(?:-(?:(?<=${letter}{2}-)|(?<=${letter}-${letter}-))` +
    `(?=${letter}-?${letter})|(?=${white}|$)|(?<=${besideDash})(?=-{2,}${inWord})))`,
  'u',
);
const plainPieces = new RegExp(`(${white}+)`, 'u');

function wrap(line: string, wrapping: Wrapping): string[] {
  const { width, breakOnHyphens } = wrapping;
  if (width <= 0) throw valueError(`invalid width ${width} (must be > 0)`);
  const chunks = line
    .split(breakOnHyphens ? pieces : plainPieces)
    .filter((piece) => piece !== '' && piece !== undefined);
  wrapping.budget.spend(chunks.length);
  chunks.reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    if (lines.length > 0 && isBlank(chunks.at(-1))) chunks.pop();
    const words = takeLine(chunks, wrapping);
    if (isBlank(words.at(-1))) words.pop();
    if (words.length > 0) lines.push(words.join(''));
  }
  return lines;
}

/** As many chunks as fit; of one that is longer than a line, what fits. */
function takeLine(chunks: string[], wrapping: Wrapping): string[] {
  const { width } = wrapping;
  const words: string[] = [];
  let length = 0;
  for (let next = chunks.at(-1); next !== undefined; next = chunks.at(-1)) {
    const own = codePointCount(next);
    if (length + own > width) {
      if (own > width) breakWord(next, words, chunks, { ...wrapping, width: width - length });
      break;
    }
    words.push(next);
    chunks.pop();
    length += own;
  }
  return words;
}

/** `width`: the room that is left. */
function breakWord(word: string, words: string[], chunks: string[], wrapping: Wrapping): void {
  const { width, breakLongWords, breakOnHyphens, budget } = wrapping;
  if (!breakLongWords) {
    if (words.length === 0) words.push(chunks.pop() ?? '');
    return;
  }
  budget.spendText(16 * word.length);
  const letters = characters(word).map(textOf);
  const hyphen = breakOnHyphens ? letters.slice(0, width).lastIndexOf('-') : -1;
  const end = hyphen > 0 && letters.slice(0, hyphen).some((each) => each !== '-') ? hyphen + 1 : width;
  words.push(letters.slice(0, end).join(''));
  chunks[chunks.length - 1] = letters.slice(end).join('');
}

function isBlank(chunk: string | undefined): boolean {
  return chunk !== undefined && skipForward(chunk, 0) === chunk.length;
}
