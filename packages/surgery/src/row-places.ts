// How many rows each vocabulary tensor gets, and where its old rows go. Most tensors have a row for each id; the exceptions of
// some families are here.

import { keptRows, type Checkpoint, type RowMove, type VocabularyTensor } from '@tokengraft/checkpoint';
import type { TokenPlan } from './vocabulary-plan.js';

export interface RowPlaces {
  readonly rowsAfter: number;
  /** Undefined: each old row keeps its place. */
  readonly kept: readonly RowMove[] | undefined;
}

export interface PlaceFacts {
  readonly checkpoint: Checkpoint;
  /** Rows of tensors that have one for each id. */
  readonly rowsAfter: number;
  /** Where old ids go; undefined: each keeps its place. */
  readonly kept: readonly RowMove[] | undefined;
  readonly newTokens: readonly TokenPlan[];
}

export function placeRows(tensor: VocabularyTensor, facts: PlaceFacts): RowPlaces {
  if (tensor.role === 'perLayer') return placePerLayer(tensor, facts);
  const extra = tensor.role === 'embedding' ? facts.checkpoint.extraRows : 0;
  const { rowsAfter, kept, checkpoint } = facts;
  if (kept === undefined) return { rowsAfter: rowsAfter + extra, kept };
  const counted = checkpoint.rows - checkpoint.extraRows;
  const own = cutMoves(kept, counted);
  const behind = extra === 0 ? [] : [{ from: counted, to: rowsAfter, count: extra }];
  return { rowsAfter: rowsAfter + extra, kept: [...own, ...behind] };
}

/**
 * A table per layer has rows for the ids of text only; readers give every other id row 0. It grows when a new token lies
 * behind it, and then the ids between get what they had: row 0.
 */
function placePerLayer(
  { matrix }: VocabularyTensor,
  { checkpoint, rowsAfter, kept, newTokens }: PlaceFacts,
): RowPlaces {
  const { rows } = matrix;
  if (kept !== undefined) {
    const own = cutMoves(kept, rows);
    const ends = [...own.map(({ to, count }) => to + count), ...newTokens.map(({ id }) => id + 1)];
    const end = Math.min(
      rowsAfter,
      ends.reduce((most, each) => Math.max(most, each), 1),
    );
    return { rowsAfter: end, kept: [...own, ...asRowZero(kept, rows, end)].sort((left, right) => left.to - right.to) };
  }
  if (newTokens.every(({ id }) => id < rows)) return { rowsAfter: rows, kept: undefined };
  const between = Math.max(0, Math.min(checkpoint.rows, rowsAfter) - rows);
  const asBefore = Array.from({ length: between }, (_, index) => ({ from: 0, to: rows + index, count: 1 }));
  return { rowsAfter, kept: [...keptRows({ rows }, rows), ...asBefore] };
}

/** The parts of the moves from `rows` on that go below `end`, as copies of row 0. */
function asRowZero(moves: readonly RowMove[], rows: number, end: number): RowMove[] {
  return moves.flatMap(({ from, to, count }) => {
    const places = Array.from({ length: count }, (_, index) => ({ from: from + index, to: to + index }));
    return places
      .filter((place) => place.from >= rows && place.to < end)
      .map((place) => ({ from: 0, to: place.to, count: 1 }));
  });
}

/** The parts of the moves that lie below `rows`. */
function cutMoves(moves: readonly RowMove[], rows: number): RowMove[] {
  return moves
    .filter(({ from }) => from < rows)
    .map(({ from, to, count }) => ({ from, to, count: Math.min(count, rows - from) }));
}
