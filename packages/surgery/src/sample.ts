// What the new tokens are worth: tokens per word of the same text before and after.

import type { SampleReport } from './extend-report.js';
import type { GrownTokenizer } from './grow-tokenizer.js';
import { decodeToken } from './pieces.js';

/** Compares both tokenizers on `text`, by default on the new words, each behind a space as in running text. */
export function compareOnSample(grown: GrownTokenizer, text: string = newWords(grown)): SampleReport {
  const words = text.split(/\s+/u).filter((word) => word !== '').length;
  const plain = { addSpecialTokens: false } as const;
  const tokensBefore = grown.before.count(text, plain);
  const tokensAfter = grown.after.count(text, plain);
  const perWord = (tokens: number): number => (words === 0 ? 0 : tokens / words);
  return {
    words,
    tokensBefore,
    tokensAfter,
    tokensPerWordBefore: perWord(tokensBefore),
    tokensPerWordAfter: perWord(tokensAfter),
  };
}

/** The general ones; special tokens are no words, unless there is nothing else. */
function newWords({ tokens, after, added }: GrownTokenizer): string {
  const fresh = tokens.filter(({ status }) => status === 'new');
  const general = fresh.filter(({ special }) => !special);
  const textOf = (id: number): string => added.get(id)?.content ?? decodeToken(after, id);
  return (general.length > 0 ? general : fresh).map(({ id }) => ` ${textOf(id).trim()}`).join('');
}
