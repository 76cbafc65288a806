// What the new tokens are worth: tokens per word of the same text before and after.

import { needsRow, type ChangedVocabulary } from './changed-vocabulary.js';
import type { SampleReport } from './surgery-report.js';
import { decodeToken } from './pieces.js';

/** Compares both tokenizers on `text`, by default on the new words, each behind a space as in running text. */
export function compareOnSample(vocabulary: ChangedVocabulary, text: string = newWords(vocabulary)): SampleReport {
  const words = text.split(/\s+/u).filter((word) => word !== '').length;
  const plain = { addSpecialTokens: false } as const;
  const tokensBefore = vocabulary.before.count(text, plain);
  const tokensAfter = vocabulary.after.count(text, plain);
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
function newWords({ tokens, after, added }: ChangedVocabulary): string {
  const fresh = tokens.filter(needsRow);
  const general = fresh.filter(({ special }) => !special);
  const textOf = (id: number): string => added.get(id)?.content ?? decodeToken(after, id);
  return (general.length > 0 ? general : fresh).map(({ id }) => ` ${textOf(id).trim()}`).join('');
}
