// Finds the name somebody meant who mistyped it.

/** "; did you mean X?" for the closest of `names`, or '' where none is close. */
export function suggest(typed: string, names: readonly string[]): string {
  const closest = names
    .map((name) => ({ name, distance: editDistance(typed, name) }))
    .filter(({ name, distance }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((left, right) => left.distance - right.distance)[0];
  return closest === undefined ? '' : `; did you mean ${closest.name}?`;
}

/** Insertions, deletions and replacements from `from` to `to`; a swap of neighbours counts as one. */
export function editDistance(from: string, to: string): number {
  const table = Array.from({ length: from.length + 1 }, (_, row) => [row]);
  const at = (row: number, column: number): number => table[row]?.[column] ?? column;
  for (let row = 0; row <= from.length; row++) {
    for (let column = row === 0 ? 0 : 1; column <= to.length; column++) {
      if (row === 0) table[0]![column] = column;
      else table[row]![column] = Math.min(...steps(from, to, row, column, at));
    }
  }
  return at(from.length, to.length);
}

function steps(
  from: string,
  to: string,
  row: number,
  column: number,
  at: (row: number, column: number) => number,
): number[] {
  const replaced = from[row - 1] === to[column - 1] ? 0 : 1;
  const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return [
    at(row - 1, column) + 1,
    at(row, column - 1) + 1,
    at(row - 1, column - 1) + replaced,
    swapped ? at(row - 2, column - 2) + 1 : Infinity,
  ];
}
