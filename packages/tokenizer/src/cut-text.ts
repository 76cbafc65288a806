// Cuts a text that comes in pieces where no tokenizer in question joins the two sides: before a space between two ASCII
// letters, and between the end of a line that is not blank and a letter. Both sides then encode as in the whole text.

import type { NativeAddedToken, NativeTokenizer } from '@tokengraft/native';
import { cutsByKnownPatterns, pipelineFacts } from './pipeline-facts.js';

/** Normal forms do not look across such a place: its characters neither compose nor reorder. */
const blindNormalizers = new Set(['NFC', 'NFD', 'NFKC', 'NFKD']);

export function isCuttable(tokenizer: NativeTokenizer): boolean {
  const facts = pipelineFacts(tokenizer);
  if (!cutsByKnownPatterns(facts) || !facts.normalizer.every((kind) => blindNormalizers.has(kind))) return false;
  return tokenizer.addedTokens().every(staysOnItsSide);
}

/** Whether an added token can neither span such a place nor eat white space across it. */
function staysOnItsSide({ content, lstrip, rstrip }: NativeAddedToken): boolean {
  if (/\n|[A-Za-z] (?:[A-Za-z]|$)/.test(content)) return false;
  if (lstrip && !/^[!-@[-`{-~]/.test(content)) return false;
  return !(rstrip && /[A-Za-z]$/.test(content));
}

/** The end of a text's side: see above. Letters of the second rule are those of Latin, Han, kana and Hangul. */
const cut =
  /[A-Za-z](?= [A-Za-z])|[!-~\u3001-\u9fff\uac00-\ud7a3\uff01-\uff5e]\n(?=[A-Za-z\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3])/g;

/** UTF-16 units of a text that is worth a thread, and of a block that is searched at once. */
const textUnits = 1 << 16;
const blockUnits = 1 << 20;

/** The same text, in parts of about `textUnits` where the cuts allow it. */
export async function* cutText(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held: string[] = [];
  let units = 0;
  let searchAt = blockUnits;
  for await (const piece of pieces) {
    held.push(piece);
    units += piece.length;
    if (units < searchAt) continue;
    const { parts, rest } = cutBlock(held.join(''));
    yield* parts;
    [held, units] = [[rest], rest.length];
    // A text without cuts is searched again only when it has doubled: the work stays linear.
    searchAt = Math.max(blockUnits, 2 * rest.length);
  }
  if (units > 0) yield held.join('');
}

function cutBlock(text: string): { readonly parts: string[]; readonly rest: string } {
  const parts: string[] = [];
  let begin = 0;
  for (cut.lastIndex = textUnits; cut.exec(text) !== null; cut.lastIndex = begin + textUnits) {
    parts.push(text.slice(begin, cut.lastIndex));
    begin = cut.lastIndex;
  }
  cut.lastIndex = 0;
  return { parts, rest: text.slice(begin) };
}
