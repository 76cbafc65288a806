// Facts under each other: a dim label, and what is to say about it, on one line or several.

import { formatTable } from '../terminal/table.js';
import type { Style } from '../terminal/style.js';

export interface Fact {
  readonly label: string;
  readonly lines: readonly string[];
}

/** A fact without lines is not worth a label. */
export function formatFacts(facts: readonly Fact[], style: Style): string[] {
  const rows = facts.flatMap(({ label, lines }) =>
    lines.map((line, index) => [`  ${index === 0 ? style.dim(label) : ''}`, line]),
  );
  return formatTable([{}, {}], rows);
}
