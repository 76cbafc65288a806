// Of which two tokens each token of a BPE vocabulary is merged when its own text is encoded. A token made by several merges
// (vocabularies of SentencePiece list every split) has the parts that the ranks choose.

import type { Merge, VocabularyModel } from '../vocabulary-model.js';

export interface Parts {
  readonly left: number;
  readonly right: number;
}

/** By id; tokens that no merge makes are missing. */
export function mergeParts(model: VocabularyModel): ReadonlyMap<number, Parts> {
  const byProduct = new Map<number, Merge[]>();
  for (const merge of model.merges) {
    const list = byProduct.get(merge.product);
    if (list === undefined) byProduct.set(merge.product, [merge]);
    else list.push(merge);
  }
  const ranks = rankPairs(model.merges);
  const names = namesOf(model);
  const parts = new Map<number, Parts>();
  for (const [product, merges] of byProduct) {
    const [first] = merges;
    const chosen =
      merges.length === 1 ? first : (lastMerge(names.get(product) ?? '', { ranks, model, product }) ?? first);
    if (chosen !== undefined) parts.set(product, { left: chosen.left, right: chosen.right });
  }
  return parts;
}

type Ranks = ReadonlyMap<number, { readonly rank: number; readonly product: number }>;

/** Ids stay below 2^24 (see grow-tokenizer), so a pair fits a number. */
function keyOf(left: number, right: number): number {
  return left * 2 ** 24 + right;
}

function rankPairs(merges: readonly Merge[]): Ranks {
  const ranks = new Map<number, { rank: number; product: number }>();
  for (const [rank, { left, right, product }] of merges.entries()) {
    const key = keyOf(left, right);
    if (!ranks.has(key)) ranks.set(key, { rank, product });
  }
  return ranks;
}

function namesOf({ ids }: VocabularyModel): ReadonlyMap<number, string> {
  return new Map([...ids].map(([token, id]) => [id, token]));
}

/** The merge that completes `token` when BPE runs on its characters; undefined where it never does. */
function lastMerge(
  token: string,
  { ranks, model, product }: { readonly ranks: Ranks; readonly model: VocabularyModel; readonly product: number },
): Parts | undefined {
  const symbols = Array.from(token, (character) => model.ids.get(character) ?? -1);
  let last: Parts | undefined;
  while (symbols.length > 1) {
    const at = lowestPair(symbols, ranks);
    if (at < 0) return undefined;
    const [left = -1, right = -1] = symbols.slice(at, at + 2);
    last = { left, right };
    symbols.splice(at, 2, ranks.get(keyOf(left, right))?.product ?? -1);
  }
  return symbols[0] === product ? last : undefined;
}

/** Where the leftmost pair of the lowest rank begins; -1 where no pair merges. */
function lowestPair(symbols: readonly number[], ranks: Ranks): number {
  let [best, lowest] = [-1, Number.POSITIVE_INFINITY];
  for (let at = 0; at + 1 < symbols.length; at++) {
    const rank = ranks.get(keyOf(symbols[at] ?? -1, symbols[at + 1] ?? -1))?.rank ?? Number.POSITIVE_INFINITY;
    if (rank < lowest) [best, lowest] = [at, rank];
  }
  return best;
}
