// Counts the ids of a text that grows at its end, such as a conversation, from its last seam on: what lies before a seam
// is counted once.

import { expectString } from '@tokengraft/errors';
import type { NativeTokenizer, SpecialPolicyNumber } from '@tokengraft/native';
import { countWithTemplate } from './count-template.js';

export interface GrowingCount {
  /** Adds `text` at the end and answers with the number of ids of the whole text. */
  append(text: string): number;
}

/** UTF-16 units that are counted anew rather than cut. */
const shortTail = 128;

export function createGrowingCount(
  tokenizer: NativeTokenizer,
  addSpecialTokens: boolean,
  special: SpecialPolicyNumber,
): GrowingCount {
  const total = countWithTemplate(tokenizer, addSpecialTokens);
  let settled = 0;
  let tail = '';
  const countOf = (text: string) => tokenizer.count(text, false, special);
  return {
    append(text) {
      const grown = tail + expectString('text', text);
      const seam = grown.length > shortTail ? tokenizer.lastSeam(grown) : 0;
      const before = seam > 0 ? settled + countOf(grown.slice(0, seam)) : settled;
      const rest = grown.slice(seam);
      const own = before + countOf(rest);
      [settled, tail] = [before, rest];
      return total(own);
    },
  };
}
