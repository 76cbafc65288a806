// What a tokenizer puts around a text.

import type { Tokenizer } from '@tokengraft/tokenizer';

export interface Frame {
  readonly prefix: Uint32Array;
  readonly suffix: Uint32Array;
}

export const noFrame: Frame = { prefix: new Uint32Array(), suffix: new Uint32Array() };

export function frameOf(tokenizer: Tokenizer): Frame {
  const { ids, specialTokensMask: mask } = tokenizer.encoding('a');
  const first = mask.indexOf(0);
  const last = mask.lastIndexOf(0);
  return first < 0 ? noFrame : { prefix: ids.slice(0, first), suffix: ids.slice(last + 1) };
}
