// What a renumbering of ids makes of each.

import type { RowMove } from '@tokengraft/checkpoint';

/** The new id of an old one below `idBound`; undefined where it is removed. Without moves every id stays. */
export function idsAfter(moves: readonly RowMove[] | undefined, idBound: number): (id: number) => number | undefined {
  if (moves === undefined) return (id) => id;
  const ids = newIds(moves, idBound);
  return (id) => ((ids[id] ?? -1) < 0 ? undefined : ids[id]);
}

/** By old id; -1: removed. */
export function newIds(moves: readonly RowMove[], idBound: number): Int32Array {
  const ids = new Int32Array(idBound).fill(-1);
  for (const { from, to, count } of moves) {
    for (let index = 0; index < count; index++) ids[from + index] = to + index;
  }
  return ids;
}

/** Runs of the kept ids, renumbered in their order from 0 on. */
export function renumber(kept: ReadonlySet<number>): RowMove[] {
  const moves: { from: number; to: number; count: number }[] = [];
  for (const [to, from] of [...kept].toSorted((left, right) => left - right).entries()) {
    const last = moves.at(-1);
    if (last !== undefined && last.from + last.count === from) last.count++;
    else moves.push({ from, to, count: 1 });
  }
  return moves;
}
