// Counting a text in parts: what is asked of all of them, and what the template adds to their sum.

import { TokengraftError } from '@tokengraft/errors';
import type { NativeTokenizer, SpecialPolicyNumber } from '@tokengraft/native';
import type { CheckedEncodeOptions } from './options.js';

/** A set of special tokens could only be applied to the text as a whole. */
export function expectOnePolicy(special: CheckedEncodeOptions['special']): SpecialPolicyNumber {
  if (typeof special === 'number') return special;
  const message = 'special as sets needs the whole text; pass one policy, or count the joined text';
  throw new TokengraftError('unsupported', message, { option: 'special' });
}

/** How many ids a text gets that has so many of its own: a template adds some, and may repeat the text's. */
export function countWithTemplate(tokenizer: NativeTokenizer, addSpecialTokens: boolean): (own: number) => number {
  if (!addSpecialTokens) return (own) => own;
  const probe = 'a';
  const [plain, framed] = [false, true].map((add) => tokenizer.count(probe, add, literal)) as [number, number];
  const added = tokenizer.count('', true, literal);
  const times = plain === 0 ? 1 : (framed - added) / plain;
  return (own) => added + own * times;
}

const literal = 1;
