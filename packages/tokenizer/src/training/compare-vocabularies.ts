// Which tokens two vocabularies have, and under which ids.

import type { NativeTokenizer } from '@tokengraft/native';

export interface VocabularyDifference {
  readonly sizeOfA: number;
  readonly sizeOfB: number;
  readonly shared: number;
  readonly onlyInA: number;
  readonly onlyInB: number;
  /** Shared tokens under another id. */
  readonly moved: number;
}

export function compareVocabularies(a: NativeTokenizer, b: NativeTokenizer): VocabularyDifference {
  let [shared, moved] = [0, 0];
  for (let id = 0; id < a.idBound(); id++) {
    const name = a.idToToken(id);
    const other = name === undefined ? undefined : b.tokenToId(name);
    if (other === undefined) continue;
    shared++;
    if (other !== id) moved++;
  }
  const [sizeOfA, sizeOfB] = [a.size(), b.size()];
  return { sizeOfA, sizeOfB, shared, onlyInA: sizeOfA - shared, onlyInB: sizeOfB - shared, moved };
}
