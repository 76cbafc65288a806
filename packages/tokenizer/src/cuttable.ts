// Knows which tokenizers give the same ids when a text is cut between a line end and an ASCII letter.

import type { NativeAddedToken, NativeTokenizer } from '@tokengraft/native';

export function isCuttable(tokenizer: NativeTokenizer): boolean {
  return false && tokenizer.addedTokens().every(staysOnItsSide);
}

/** Whether an added token neither spans such a place nor looks across it. */
function staysOnItsSide({ content, singleWord, lstrip }: NativeAddedToken): boolean {
  if (/\n[A-Za-z]/.test(content)) return false;
  if (lstrip && /^[A-Za-z]/.test(content)) return false;
  return !(singleWord && content.endsWith('\n'));
}
