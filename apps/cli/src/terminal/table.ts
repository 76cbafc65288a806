// Columns of text, aligned.

import { displayWidth, padEnd, padStart } from './width.js';

export interface Column {
  readonly title?: string;
  readonly align?: 'left' | 'right';
}

const gap = '  ';

/** Rows under each other, as wide as they need to be; titles, if any column has one, come first. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  heading: (text: string) => string = (text) => text,
): string[] {
  const titled = columns.some((column) => column.title !== undefined);
  const titles = titled ? [columns.map((column) => column.title ?? '')] : [];
  const all = [...titles, ...rows];
  const widths = columns.map((_, index) =>
    all.reduce((widest, row) => Math.max(widest, displayWidth(row[index] ?? '')), 0),
  );
  return all.map((row, index) => {
    const line = columns
      .map((column, at) => alignCell(row[at] ?? '', widths[at] ?? 0, column))
      .join(gap)
      .trimEnd();
    return titled && index === 0 ? heading(line) : line;
  });
}

function alignCell(text: string, width: number, { align = 'left' }: Column): string {
  return align === 'right' ? padStart(text, width) : padEnd(text, width);
}
